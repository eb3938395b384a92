import Foundation

/// What clients were told, and what they have found wrong since: an answer that contradicts an earlier one. An error says
/// nothing, and is only counted; what its request has done or not is known to nobody.
actor ClusterLedger {
    /// An answer that can't be right.
    private(set) var wrong: [String] = []
    private var errors: [(at: ContinuousClock.Instant, what: String)] = []
    private(set) var answered = 0
    /// How often a client had to come again for one thing, at the most.
    private(set) var mostRetries = 0

    func right() { answered += 1 }
    func wrong(_ what: String) { wrong.append(what) }

    /// - Parameter tries: how often the client has tried it by now.
    func error(_ what: String, tries: Int) {
        errors.append((.now, what))
        mostRetries = max(mostRetries, tries)
    }

    /// What has failed since a moment.
    func errors(since moment: ContinuousClock.Instant) -> [String] { errors.filter { $0.at >= moment }.map(\.what) }
}

/// Clients that ask all the time, and know what they were told.
struct ClusterLoad: Sendable {
    let cluster: Cluster
    let ledger: ClusterLedger
    /// A service with a secret, which gets tokens for itself.
    let service: Platform
    /// A platform, and the cookies of somebody who has signed in.
    let platform: Platform
    let cookies: String

    /// Goes on until it is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { tasks in
            for _ in 0..<4 { tasks.addTask { await repeating { try await tokenLife() } } }
            for _ in 0..<2 { tasks.addTask { await repeating { try await codeLife() } } }
        }
    }

    private func repeating(_ body: () async throws -> Void) async {
        var tries = 0
        while !Task.isCancelled {
            do {
                try await body()
                await ledger.right()
                tries = 0
            } catch {
                tries += 1
                if !Task.isCancelled { await ledger.error("\(error)", tries: tries) }
                // Clients that are refused don't come again at once.
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// A token counts from its issue to its revocation, wherever it is asked about.
    private func tokenLife() async throws {
        let token = try await issue()
        if try await !isActive(token) { await ledger.wrong("a token that was just issued doesn't count") }
        let revoked = try await post(service, cluster.issuer + "/oauth2/revoke", ["token": token])
        guard revoked.status == 200 else { throw Refused(revoked) }
        if try await isActive(token) { await ledger.wrong("a token that was revoked counts") }
    }

    /// A code is redeemed once; what is issued for it counts until it comes a second time.
    private func codeLife() async throws {
        let code = try await authorize(cluster.issuer)
        let first = try await post(platform, cluster.metadata.token, platform.tokenForm(code: code))
        guard first.status == 200, first.json["access_token"].string != nil else {
            // A code that was issued a moment ago is refused by nobody who sees it.
            if first.json["error"].string == "invalid_grant" { await ledger.wrong("a fresh code is refused") }
            throw Refused(first)
        }
        let second = try await post(platform, cluster.metadata.token, platform.tokenForm(code: code))
        if second.status == 200 { await ledger.wrong("a code was redeemed twice") }
        if second.status != 400 { throw Refused(second) }
    }

    /// Redeems a code many times at once, on all nodes.
    /// - Returns: how many have succeeded.
    func race(_ code: String, _ count: Int) async throws -> Int {
        let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
            for number in 0..<count {
                tasks.addTask {
                    let address = cluster.address(number % Cluster.size) + "/oauth2/token"
                    return try await post(platform, address, platform.tokenForm(code: code)).status
                }
            }
            return try await tasks.reduce(into: [Int]()) { $0.append($1) }
        }
        return statuses.count { $0 == 200 }
    }

    /// A code for the one who has signed in.
    /// - Parameter issuer: where it is asked for: the balancer, or a node.
    func authorize(_ issuer: String) async throws -> String {
        let answer = try await silently(issuer)
        guard let code = Form(of: answer.header("Location") ?? "")["code"] else { throw Refused(answer) }
        return code
    }

    /// What is answered without asking anybody anything.
    func silently(_ issuer: String) async throws -> WireAnswer {
        let form = platform.authorizationForm.setting("prompt", "none")
        return try await HTTP.get("\(issuer)/oauth2/authorize?\(form.encoded)", [("Cookie", cookies)])
    }

    /// A token for the service itself.
    func issue() async throws -> String {
        let issued = try await post(service, cluster.metadata.token, ["grant_type": "client_credentials"])
        guard let token = issued.json["access_token"].string else { throw Refused(issued) }
        return token
    }

    /// The keys that are published, by `kid`.
    func publishedKeys() async throws -> Set<String> {
        let keys = try await HTTP.get(cluster.issuer + "/oauth2/jwks").json["keys"].array ?? []
        return Set(keys.compactMap { $0["kid"].string })
    }

    func isActive(_ token: String) async throws -> Bool {
        let answer = try await post(service, cluster.issuer + "/oauth2/introspect", ["token": token])
        guard answer.status == 200, let active = answer.json["active"].bool else { throw Refused(answer) }
        return active
    }

    private func post(_ client: Platform, _ address: String, _ form: Form) async throws -> WireAnswer {
        try await HTTP.send(.post(address, form: form.encoded, [client.basic()]))
    }

    struct Refused: Error, CustomStringConvertible {
        let description: String

        init(_ answer: WireAnswer) { description = "\(answer.status) \(answer.text.prefix(200))" }
    }
}
