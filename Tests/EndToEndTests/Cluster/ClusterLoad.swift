import Foundation

/// Clients that ask all the time, each a kind of thing from its beginning to its end, and know what they were told.
struct ClusterLoad: Sendable {
    let cluster: Cluster
    let ledger: ClusterLedger
    /// A service with a secret, which gets tokens for itself.
    let service: Platform
    /// A platform that has all the ways to tokens of people.
    let platform: Platform
    /// A platform that asks who may do what.
    let reports: Platform
    /// Somebody who has signed in, and the cookies of it.
    let person: (username: String, password: String)
    let cookies: [String: String]
    /// How many may see the reports of `quietUnit`.
    var quietHolders = 0

    /// Goes on until it is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { tasks in
            let issuer = cluster.issuer
            for _ in 0..<3 { tasks.addTask { await repeating(.token) { try await tokenLife(issuer) } } }
            for _ in 0..<2 { tasks.addTask { await repeating(.code) { try await codeLife(issuer) } } }
            tasks.addTask { await repeating(.refresh) { try await refreshLife(issuer) } }
            tasks.addTask { await repeating(.password) { try await passwordLife() } }
            tasks.addTask { await repeating(.device) { try await deviceLife() } }
            tasks.addTask { await repeating(.question) { try await questionLife() } }
        }
    }

    private func repeating(_ life: ClusterLedger.Life, _ body: () async throws -> Void) async {
        var tries = 0
        while !Task.isCancelled {
            do {
                try await body()
                await ledger.right(life)
                tries = 0
            } catch {
                tries += 1
                if !Task.isCancelled { await ledger.error("\(life): \(error)", tries: tries) }
                // Clients that are refused don't come again at once.
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    // MARK: Lives, each at the balancer or at a node

    /// Of two tokens one counts from its issue to its revocation, wherever it is asked about, and the other on.
    func tokenLife(_ base: String) async throws {
        let (token, other) = (try await issue(base), try await issue(base))
        if try await !isActive(token, of: service, at: base) {
            await ledger.wrong("a token that was just issued doesn't count")
        }
        let revoked = try await post(service, base + "/oauth2/revoke", ["token": token])
        guard revoked.status == 200 else { throw Refused(revoked) }
        if try await isActive(token, of: service, at: base) { await ledger.wrong("a token that was revoked counts") }
        await ledger.keep([.revoked(token, of: service), .counts(other, of: service)])
    }

    /// A code is redeemed once; what is issued for it counts until it comes a second time (RFC 6749 §4.1.2).
    func codeLife(_ base: String) async throws {
        let kept = try await redeem(try await authorize(base), base)
        guard try await userInfo(kept.access, base) == 200 else {
            return await ledger.wrong("a person's fresh token is refused")
        }
        let code = try await authorize(base)
        let tokens = try await redeem(code, base)
        let second = try await post(platform, base + "/oauth2/token", platform.tokenForm(code: code))
        if second.status == 200 { await ledger.wrong("a code was redeemed twice") }
        if second.status != 400 { throw Refused(second) }
        await ledger.keep([
            .counts(kept.access, of: platform), .spent(platform.tokenForm(code: code), of: platform),
            .revoked(tokens.access, of: platform),
        ])
    }

    /// A refresh token is exchanged for its successor (RFC 9700 §4.14.2); one that comes again when its successor was used
    /// ends them all.
    func refreshLife(_ base: String) async throws {
        let first = try await redeem(try await authorize(base), base)
        let second = try await refresh(first.refresh, base)
        let third = try await refresh(second.refresh, base)
        guard try await userInfo(third.access, base) == 200 else {
            return await ledger.wrong("a token of a refresh is refused")
        }
        for old in [first.refresh, third.refresh] {
            let answer = try await post(platform, base + "/oauth2/token", Self.refreshForm(old))
            if answer.status == 200 {
                await ledger.wrong("a refresh token counts that was used, or whose family ended")
            }
            if answer.status != 400 { throw Refused(answer) }
        }
        await ledger.keep([
            .revoked(third.access, of: platform), .spent(Self.refreshForm(first.refresh), of: platform),
            .spent(Self.refreshForm(third.refresh), of: platform),
        ])
    }

    /// A right password leads to the second step.
    private func passwordLife() async throws {
        let visitor = Visitor()
        let page = try await visitor.go(platform.authorizationURL(at: cluster.metadata))
        let place = try await visitor.submit(
            page, formWith: "username", ["username": person.username, "password": person.password], button: "submit")
        guard place.page.element(id: "other-way") == nil else { return }
        if place.page.element(id: "password") != nil, place.answer.status < 429 {
            await ledger.wrong("a right password is refused: \(place.page.alerts)")
        }
        throw Refused(place.answer)
    }

    /// A device that a person has allowed gets its token, and once (RFC 8628).
    private func deviceLife() async throws {
        let visitor = Visitor()
        for (name, value) in cookies { try await visitor.setCookie(name, value, at: cluster.issuer) }
        let begun = try await post(platform, cluster.issuer + "/oauth2/device_authorization", ["scope": "openid"])
        guard let code = begun.json["device_code"].string, let typed = begun.json["user_code"].string else {
            throw Refused(begun)
        }
        let form: Form = ["grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": code]
        let page = try await visitor.go(cluster.issuer + "/device")
        let asked = try await visitor.submit(page, formWith: "user-code", ["user-code": typed], button: "submit")
        let done = try await visitor.press(asked, id: "allow")
        guard done.page.element(id: "done") != nil else { throw Refused(done.answer) }
        let answer = try await post(platform, cluster.metadata.token, form)
        guard let token = answer.json["access_token"].string else {
            if answer.status == 400 { await ledger.wrong("a device that was allowed is told \(answer.text)") }
            throw Refused(answer)
        }
        await ledger.keep([.counts(token, of: platform), .spent(form, of: platform)])
    }

    /// Who holds a permission is the same, whomever it is asked of.
    private func questionLife() async throws {
        let found = try await holders(Self.quietUnit, at: cluster.issuer)
        if found != quietHolders { await ledger.wrong("\(found) hold a permission that \(quietHolders) hold") }
    }

    /// Where nobody is given anything.
    static let quietUnit = "H57.05.04"

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

    // MARK: Questions

    /// A code for the one who has signed in.
    /// - Parameter base: where it is asked for: the balancer, or a node.
    func authorize(_ base: String) async throws -> String {
        let answer = try await silently(base)
        guard let code = Form(of: answer.header("Location") ?? "")["code"] else { throw Refused(answer) }
        return code
    }

    /// What is answered without asking anybody anything.
    func silently(_ base: String) async throws -> WireAnswer {
        let form = platform.authorizationForm.setting("prompt", "none")
        let cookies = cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
        return try await HTTP.get("\(base)/oauth2/authorize?\(form.encoded)", [("Cookie", cookies)])
    }

    /// What a fresh code or refresh token is redeemed for.
    func redeem(_ code: String, _ base: String) async throws -> (access: String, refresh: String) {
        try await tokens(platform.tokenForm(code: code), base)
    }

    private func refresh(_ token: String, _ base: String) async throws -> (access: String, refresh: String) {
        try await tokens(Self.refreshForm(token), base)
    }

    static func refreshForm(_ token: String) -> Form { ["grant_type": "refresh_token", "refresh_token": token] }

    private func tokens(_ form: Form, _ base: String) async throws -> (access: String, refresh: String) {
        let answer = try await post(platform, base + "/oauth2/token", form)
        guard let access = answer.json["access_token"].string, let refresh = answer.json["refresh_token"].string else {
            // What was issued a moment ago is refused by nobody who sees it.
            if answer.json["error"].string == "invalid_grant" {
                await ledger.wrong("what is fresh is refused: \(form["grant_type"] ?? "")")
            }
            throw Refused(answer)
        }
        return (access, refresh)
    }

    /// The status of UserInfo.
    func userInfo(_ token: String, _ base: String) async throws -> Int {
        let answer = try await HTTP.get(base + "/oauth2/userinfo", [("Authorization", "Bearer \(token)")])
        guard [200, 401].contains(answer.status) else { throw Refused(answer) }
        return answer.status
    }

    /// A token for the service itself.
    func issue(_ base: String) async throws -> String {
        let issued = try await post(service, base + "/oauth2/token", ["grant_type": "client_credentials"])
        guard let token = issued.json["access_token"].string else { throw Refused(issued) }
        return token
    }

    /// The keys that are published, by `kid`.
    func publishedKeys() async throws -> Set<String> {
        let keys = try await HTTP.get(cluster.issuer + "/oauth2/jwks").json["keys"].array ?? []
        return Set(keys.compactMap { $0["kid"].string })
    }

    func isActive(_ token: String, of client: Platform, at base: String) async throws -> Bool {
        let answer = try await post(client, base + "/oauth2/introspect", ["token": token])
        guard answer.status == 200, let active = answer.json["active"].bool else { throw Refused(answer) }
        return active
    }

    /// How many people may see the reports of a unit.
    func holders(_ unit: String, at base: String) async throws -> Int {
        let question: JSON = [
            "subject": ["type": "user"], "action": ["name": "dashboard.view"],
            "resource": ["type": "unit", "id": .string(unit)],
        ]
        let answer = try await HTTP.send(
            WireRequest(
                method: "POST", url: base + "/access/v1/search/subject",
                headers: [("Content-Type", "application/json"), reports.basic()], body: Array(question.text.utf8)))
        guard answer.status == 200, let found = answer.json["results"].array else { throw Refused(answer) }
        return found.count
    }

    func post(_ client: Platform, _ address: String, _ form: Form) async throws -> WireAnswer {
        try await HTTP.send(.post(address, form: form.encoded, [client.basic()]))
    }

    struct Refused: Error, CustomStringConvertible {
        let description: String

        init(_ answer: WireAnswer) { description = "\(answer.status) \(answer.text.prefix(200))" }
    }
}
