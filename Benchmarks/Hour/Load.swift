import BenchmarkSupport
import Identity
import OpenIDConnect

/// People who come one after the other at a steady rate, whatever becomes of those before: each is somebody of the whole
/// city, goes to three platforms, and maybe signs out. Platforms refresh what they have of earlier sessions besides.
struct Load: Sendable {
    let scale: Scale
    let filling: Filling
    let platforms: Platforms
    /// Of the city's own account, for its sign-ins with a password.
    let recoveryCodes: [String]

    private var server: ServerProcess { platforms.server }
    private var answers: Answers { platforms.answers }

    /// How many people sign in in one transaction.
    private static let group = 40

    /// Returns when the last of them have gone.
    func run() async throws {
        let start = ContinuousClock.now
        try await withThrowingDiscardingTaskGroup { tasks in
            tasks.addTask { try await signInWithPasswords() }
            var place = 0
            while place < scale.visitors {
                let places = place..<min(place + Self.group, scale.visitors)
                let browsers = try await signIn(places)
                for (place, browser) in zip(places, browsers) {
                    let due = start + .seconds(Double(place) / scale.arrivals)
                    try await Task.sleep(until: due)
                    answers.arrive(ContinuousClock.now - due)
                    tasks.addTask { try await counting { try await visit(browser, place) } }
                }
                place = places.upperBound
            }
        }
    }

    /// People at random, who have just signed in.
    private func signIn(_ places: Range<Int>) async throws -> [Browser] {
        let now = Instant.now
        let browsers = try places.map { place in
            let citizen = try Citizen(Int.random(in: 0..<scale.people), of: scale.people)
            return Browser("\(place)", of: citizen, signedInAt: now, seen: now)
        }
        try await filling.signIn(browsers)
        return browsers
    }

    private func visit(_ browser: Browser, _ place: Int) async throws {
        _ = try await use(server.platform, browser)
        try await stay()
        try await refreshEarlier(place)
        let tokens = try await use(server.clients[1], browser)
        try await stay()
        _ = try await use(server.refreshing, browser)
        if place.isMultiple(of: 5) { try await platforms.signOut(browser, tokens) }
    }

    private func use(_ client: ServerProcess.Client, _ browser: Browser) async throws -> Platforms.Tokens {
        let code = try await platforms.code(for: client, browser)
        let tokens = try await platforms.redeem(code, client)
        try await platforms.identify(browser.citizen, by: tokens)
        try await platforms.introspect(tokens, client)
        guard let refreshToken = tokens.refresh_token else { return tokens }
        let next = try await platforms.refresh(refreshToken, client)
        try await platforms.identify(browser.citizen, by: next)
        return next
    }

    /// Each of the sessions that there are from the beginning once, in no order; none where all have been.
    private func refreshEarlier(_ place: Int) async throws {
        guard place < scale.sessions else { return }
        // A prime: no two come to the same.
        let earlier = EarlierTokens(place * 7_919 % scale.sessions)
        _ = try await platforms.refresh(earlier.refreshToken.text, server.refreshing, .earlierRefresh)
    }

    private func stay() async throws {
        try await Task.sleep(for: .seconds(scale.stay * Double.random(in: 0.5...1.5)))
    }

    /// Staff: each costs an Argon2id hash, and the memory of one.
    private func signInWithPasswords() async throws {
        for code in recoveryCodes {
            try await Task.sleep(for: .seconds((scale.seconds - 3 * scale.stay) / Double(recoveryCodes.count)))
            try await counting {
                try await answers.measure(.password) {
                    _ = try await SignedInBrowser.signIn(to: server, platforms.http, recoveryCode: code)
                }
            }
        }
    }

    /// What goes wrong for one is counted, and no other's matter.
    private func counting(_ work: () async throws -> Void) async throws {
        do { try await work() } catch is CancellationError {
            throw CancellationError()
        } catch { answers.fail("\(error)") }
    }
}
