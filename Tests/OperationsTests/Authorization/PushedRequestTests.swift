import Accounts
import Cryptography
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// A client pushes its request and sends the browser with what it is known by (RFC 9126).
@Suite(.bothDatabases) struct PushedRequestTests {
    private func push(
        _ world: TokenWorld, _ changes: [String: String?] = [:], also extra: [(String, String)] = [],
        by other: Client? = nil, secret: String = TokenWorld.secret
    ) async throws -> PushAuthorizationRequest.Outcome {
        let parameters = FormParameters.authorization(changes).pairs.map { ($0.name, $0.value) } + extra
        return try await PushAuthorizationRequest(world.here.installation).push(
            world.presented(other ?? world.client, secret: secret), FormParameters(parameters), world.act)
    }

    private func pushed(_ world: TokenWorld, _ changes: [String: String?] = [:]) async throws -> String {
        guard case .pushed(let uri) = try await push(world, changes) else { throw TestInstallation.Unregistered() }
        return uri.text
    }

    /// What the authorization endpoint makes of a browser's request: a word.
    private func open(
        _ world: TokenWorld, _ parameters: [(String, String)], requiresPush: Bool = false,
        at place: TestInstallation? = nil
    ) async throws -> String {
        let context = DemandContext(
            TokenParties(
                issuer: world.issuer, subjects: world.subjects,
                succession: RefreshTokenSuccession(secret: [UInt8](repeating: 8, count: 32))),
            keys: try TokenWorld.keys(), session: BrowserSecret<SessionCookie>(random: SeededRandom(seed: 30)),
            at: world.clock.now)
        do {
            let opened = try await ReadAuthorizationRequest(
                (place ?? world.here).installation, requiresPush: requiresPush
            )
            .read(FormParameters(parameters), context)
            return Scope.text(opened.demand.scopes)
        } catch let refusal as AuthorizationRefusal { return refusal.code }
    }

    private func sent(_ uri: String, by client: String = "platform") -> [(String, String)] {
        [("client_id", client), ("request_uri", uri)]
    }

    /// RFC 9126 §2.1, §2.2.
    @Test func `a pushed request is known by a URI that nobody can guess, for a minute`() async throws {
        let world = try await TokenWorld()
        guard case .pushed(let uri) = try await push(world) else { throw TestInstallation.Unregistered() }
        #expect(uri.json["expires_in"] == 60)
        #expect(uri.json["request_uri"] == .string(uri.text))
        #expect(uri.text.hasPrefix("urn:ietf:params:oauth:request_uri:") && uri.text.utf8.count == 34 + 43)
        let kept = try await world.here.read { try $0.row("SELECT hash, parameters FROM pushed_requests") }
        #expect(try kept?.text(0) != uri.text)
        #expect(try await world.audit("authorization-push") == ["authorization-push | success | client | platform"])
        #expect(try await open(world, sent(uri.text)) == "openid profile")
    }

    @Test func `it is good once, for its client, and not after its minute`() async throws {
        let world = try await TokenWorld()
        try await world.add(TokenWorld.client("other"))
        let uri = try await pushed(world)
        #expect(try await open(world, sent(uri, by: "other")) == "unknown-request-uri")
        #expect(try await open(world, sent(uri)) == "openid profile")
        #expect(try await open(world, sent(uri)) == "unknown-request-uri")
        let late = try await pushed(world)
        world.clock.advance(by: .seconds(60))
        #expect(try await open(world, sent(late)) == "unknown-request-uri")
        world.clock.advance(by: .milliseconds(1))
        try await world.housekeep()
        #expect(try await world.count("pushed_requests") == 0)
    }

    @Test func `of a hundred browsers that come with one, one goes on`() async throws {
        let world = try await TokenWorld()
        let uri = try await pushed(world)
        let nodes = [world.here, try TestInstallation(beside: world.here)]
        let words = try await race(100) { number in try await open(world, sent(uri), at: nodes[number % 2]) }
        #expect(words.count { $0 == "openid profile" } == 1)
        #expect(words.count { $0 == "unknown-request-uri" } == 99)
    }

    @Test func `what the browser adds to it isn't read`() async throws {
        let world = try await TokenWorld()
        let uri = try await pushed(world, ["scope": "openid"])
        let more = [("scope", "openid profile phone"), ("redirect_uri", "https://evil.test/")]
        #expect(try await open(world, sent(uri) + more) == "openid")
    }

    @Test func `a registration that has lost something since takes it from the request too`() async throws {
        let world = try await TokenWorld()
        let uri = try await pushed(world)
        try await world.register { $0.scopes = ["openid"] }
        #expect(try await open(world, sent(uri)) == "invalid_scope")
    }

    // MARK: Refusals

    @Test(
        arguments: [
            (["redirect_uri": "https://evil.test/"], "foreign-redirect-uri"), (["client_id": nil], "invalid_request"),
            (["response_type": "token"], "unsupported_response_type"), (["scope": "openid email2"], "openid"),
            (["scope": "profile"], "invalid_scope"), (["code_challenge": nil], "invalid_request"),
        ] as [([String: String?], String)])
    func `a request that the authorization endpoint would refuse is refused at once`(
        changes: [String: String?], code: String
    ) async throws {
        let world = try await TokenWorld()
        switch try await push(world, changes) {
        case .refused(let refusal):
            #expect(refusal.code == code)
            #expect(try await world.count("pushed_requests") == 0)
            #expect(
                try await world.audit("authorization-push") == [
                    "authorization-push | refused: \(code) | client | platform"
                ])
        // A scope that nobody has heard of is ignored, as always.
        case .pushed(let uri): #expect(try await open(world, sent(uri.text)) == code)
        case .unauthenticated, .tooMany: Issue.record("not that")
        }
    }

    @Test func `a request_uri can't be pushed`() async throws {
        let world = try await TokenWorld()
        let outcome = try await push(world, also: [("request_uri", "urn:ietf:params:oauth:request_uri:a")])
        guard case .refused(let refusal) = outcome else { throw TestInstallation.Unregistered() }
        #expect(refusal.code == "pushed-request-uri" && refusal.error.code == .invalidRequest)
    }

    @Test func `who hasn't proven to be the client writes nothing`() async throws {
        let world = try await TokenWorld()
        let app = try await world.add(
            TokenWorld.client("app") {
                $0.authenticationMethod = "none"
                $0.grants = ["authorization_code"]
                $0.scopes = ["openid"]
            })
        guard case .unauthenticated = try await push(world, secret: "wrong") else {
            throw TestInstallation.Unregistered()
        }
        guard case .refused(let refusal) = try await push(world, ["client_id": "app"], by: app) else {
            throw TestInstallation.Unregistered()
        }
        #expect(refusal.code == "push-needs-proof")
        #expect(try await world.count("pushed_requests") == 0)
        #expect(try await world.count("audit_events") == 0)
    }

    @Test func `a client's requests that wait for a browser are counted`() async throws {
        let world = try await TokenWorld()
        let (limit, end) = (PushAuthorizationRequest.waitingLimit, world.clock.now + .seconds(60))
        try await world.here.write { transaction in
            for number in 0..<limit {
                try transaction.execute(
                    "INSERT INTO pushed_requests (hash, client_id, parameters, expires_at) VALUES ($1, 'platform', '', $2)",
                    .text("h\(number)"), .integer(end.millisecondsSince1970))
            }
        }
        guard case .tooMany(let wait) = try await push(world) else { throw TestInstallation.Unregistered() }
        #expect(wait == .seconds(60))
        world.clock.advance(by: .seconds(60))
        guard case .pushed = try await push(world) else { throw TestInstallation.Unregistered() }
    }

    // MARK: Required

    /// RFC 9126 §5, §6.
    @Test(arguments: [true, false])
    func `a client that has to push can't do without`(ofAll: Bool) async throws {
        let world = try await TokenWorld { $0.requiresPushedRequests = !ofAll }
        let plain = FormParameters.authorization().pairs.map { ($0.name, $0.value) }
        #expect(try await open(world, plain, requiresPush: ofAll) == "invalid_request")
        #expect(try await open(world, sent(pushed(world)), requiresPush: ofAll) == "openid profile")
    }

    @Test func `a public client can't be registered so`() {
        #expect(throws: ClientRegistrationError.pushNeedsSecret) {
            try TokenWorld.client {
                $0.authenticationMethod = "none"
                $0.grants = ["authorization_code"]
                $0.scopes = ["openid"]
                $0.requiresPushedRequests = true
            }
        }
    }
}
