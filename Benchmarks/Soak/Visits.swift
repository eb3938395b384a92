import BenchmarkSupport

/// One worker: person after person signs in to a platform, which uses what it was given, and now and then what it may
/// not use any more. After a lost answer it asks again, as an honest platform does.
struct Visits: Sendable {
    let browser: SignedInBrowser
    let platform: TokenEndpoint
    let ledger: Ledger

    /// How long an exact retry of a refresh is answered (Documentation/ARCHITECTURE.md).
    private static let retryWindow = Duration.seconds(10)

    func run(until end: ContinuousClock.Instant) async throws {
        while ContinuousClock.now < end { try await visit() }
    }

    private func visit() async throws {
        guard let code = try await code(), let tokens = try await redeem(code) else { return }
        if Int.random(in: 0..<8) == 0 { return try await replay(code, tokens) }
        try await use(tokens)
    }

    private func code() async throws -> String? {
        do {
            let code = try await browser.authorize(platform.client)
            ledger.count(.codes)
            return code
        } catch let error as BenchmarkError {
            // The session was opened before the first crash.
            if !error.description.contains("503") { ledger.fault("a session that is live gave no code: \(error)") }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try await pause()
        }
        return nil
    }

    /// - Returns: `nil` where the answer was lost and the code with it.
    private func redeem(_ code: String) async throws -> TokenEndpoint.Tokens? {
        var isRepeated = false
        while true {
            switch try await platform.redeem(code) {
            case .tokens(let tokens):
                ledger.count(.tokens)
                ledger.spent(code: code)
                return tokens
            case .refused(let error):
                if !isRepeated { ledger.fault("a code that was handed out is refused: \(error)") }
                return nil
            case .lost:
                isRepeated = true
                ledger.count(.lost)
                try await pause()
            }
        }
    }

    /// The code again: it gives nothing, and takes what it gave (RFC 6749 §4.1.2).
    private func replay(_ code: String, _ tokens: TokenEndpoint.Tokens) async throws {
        try await expectRefusal("a code that was redeemed") { try await platform.redeem(code) }
        ledger.ended(refreshToken: tokens.refresh_token)
        if try await status(tokens.access_token) == 200 {
            ledger.fault("an access token outlives the second use of its code")
        }
    }

    private func use(_ first: TokenEndpoint.Tokens) async throws {
        var tokens = first
        for _ in 0..<Int.random(in: 1...4) {
            try await open(tokens.access_token)
            if Int.random(in: 0..<4) == 0 { try await pause() }
            guard let next = try await refresh(tokens.refresh_token) else { return }
            tokens = next
        }
        try await open(tokens.access_token)
        switch Int.random(in: 0..<3) {
        case 0: ledger.live(accessToken: tokens.access_token, for: .seconds(tokens.expires_in))
        case 1: try await revoke(tokens)
        default: try await steal(first, tokens)
        }
    }

    private func open(_ accessToken: String) async throws {
        let status = try await status(accessToken)
        if status == 200 { ledger.count(.opened) } else { ledger.fault("a token that is live is answered \(status)") }
    }

    private func status(_ accessToken: String) async throws -> UInt {
        while true {
            if let status = try await platform.userInfo(accessToken) { return status }
            ledger.count(.lost)
            try await pause()
        }
    }

    /// - Returns: `nil` where the answer was lost for longer than a retry is answered.
    private func refresh(_ token: String) async throws -> TokenEndpoint.Tokens? {
        let start = ContinuousClock.now
        var isRepeated = false
        while true {
            switch try await platform.refresh(token) {
            case .tokens(let tokens):
                ledger.count(.tokens)
                if isRepeated { ledger.count(.retried) }
                return tokens
            case .refused(let error):
                let isTooLate = isRepeated && ContinuousClock.now - start > Self.retryWindow
                if !isTooLate { ledger.fault("a refresh token that was handed out is refused: \(error)") }
                return nil
            case .lost:
                isRepeated = true
                ledger.count(.lost)
                try await pause()
            }
        }
    }

    private func revoke(_ tokens: TokenEndpoint.Tokens) async throws {
        while try await !platform.revoke(tokens.refresh_token) {
            ledger.count(.lost)
            try await pause()
        }
        ledger.count(.revoked)
        ledger.ended(refreshToken: tokens.refresh_token)
        try await expectRefusal("a refresh token that was revoked") {
            try await platform.refresh(tokens.refresh_token)
        }
    }

    /// The first refresh token, long rotated, comes again: the family ends (RFC 9700 §4.14.2).
    private func steal(_ first: TokenEndpoint.Tokens, _ last: TokenEndpoint.Tokens) async throws {
        let isLongRotated = try await refresh(last.refresh_token) != nil
        guard isLongRotated else { return }
        try await expectRefusal("a refresh token that was rotated") {
            try await platform.refresh(first.refresh_token)
        }
        ledger.ended(refreshToken: last.refresh_token)
    }

    private func expectRefusal(
        _ what: String, _ ask: @Sendable () async throws -> TokenEndpoint.Answer
    ) async throws {
        while true {
            switch try await ask() {
            case .tokens: return ledger.fault("\(what) gives tokens")
            case .refused: return ledger.count(.usedAgain)
            case .lost:
                ledger.count(.lost)
                try await pause()
            }
        }
    }

    private func pause() async throws {
        try await Task.sleep(for: .milliseconds(Int.random(in: 20...400)))
    }
}
