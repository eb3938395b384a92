import Accounts
import Identity
import JOSE
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing
import Wire

/// What an exchange gives (RFC 8693): at most what was presented, in the same person's name.
@Suite(.bothDatabases) struct TokenExchangeSettlementTests {
    private func claims(_ issue: TokenIssue, _ world: TokenWorld) throws -> JSONObject {
        try UnverifiedJWT(parsing: world.text(issue)).verified(by: TokenWorld.keys().published).claims
    }

    @Test func `a backend gets a token for the platform that it calls, and act names the backend`() async throws {
        let world = try await TokenWorld()
        let (backend, map) = (try await world.backend(), try await world.mapPlatform())
        let issue = try await world.exchange(try await world.shown(), by: backend).given()
        let claims = try claims(issue, world)
        #expect(claims["aud"] == [.string(TokenWorld.map)] && claims["client_id"] == "backend")
        #expect(claims["act"] == ["sub": "backend"])
        #expect(claims["scope"] == "profile", "what opens UserInfo isn't handed on")
        #expect(claims["acr"] == .string(AuthenticationContext.name(of: .two)))
        #expect(
            claims["sub"] == .string(world.subjects.subject(of: world.person, for: map.subjectType)),
            "as the platform knows the person")
        #expect(issue.idToken == nil && issue.refreshToken == nil)
        let told = try #require(try await world.introspect(try world.text(issue), by: map))
        #expect(told["active"] == true && told["act"] == ["sub": "backend"] && told["sub"] == claims["sub"])
        #expect(try await world.introspect(try world.text(issue), by: world.client) == ["active": false])
    }

    @Test func `the event names whose token it was, who exchanged it, and which for which`() async throws {
        let world = try await TokenWorld()
        let backend = try await world.backend()
        let shown = try await world.signIn(resource: TokenWorld.api)
        let issue = try await world.exchange(try world.text(shown), by: backend).given()
        let (source, token) = (shown.accessToken.id.text, issue.accessToken.id.text)
        #expect(
            try await world.here.audit().filter { $0.hasPrefix("token-exchange") } == [
                "token-exchange | success | person:\(world.person.text) | backend | \(source) \(token)"
            ])
        _ = try await world.exchange("a.b.c", by: backend)
        #expect(try await world.audit("token").last == "token | refused: unknown-subject-token | client | backend")
    }

    @Test func `who is registered to impersonate acts as nobody but the person`() async throws {
        let world = try await TokenWorld()
        let backend = try await world.backend { $0.exchange.mode = "impersonation" }
        let claims = try claims(try await world.exchange(try await world.shown(), by: backend).given(), world)
        #expect(claims["act"] == nil && claims["client_id"] == "backend")
    }

    @Test func `an actor token says which service acts, whoever exchanges it`() async throws {
        let world = try await TokenWorld()
        let (backend, batch) = (
            try await world.backend { $0.exchange.mode = "impersonation" },
            try await world.add(TokenWorld.client("batch") { $0.scopes = [] })
        )
        let actor = try await world.send([("grant_type", "client_credentials")], by: batch).given()
        let shown = try await world.shown()
        world.clock.advance(by: .minutes(4))
        let issue = try await world.exchange(shown, actor: try world.text(actor), by: backend).given()
        #expect(try claims(issue, world)["act"] == ["sub": "batch"])
        #expect(issue.accessToken.expiresAt == actor.accessToken.expiresAt, "nor does it outlive the actor's")
    }

    @Test func `a person's token, another service's, and one that was exchanged are no actor's`() async throws {
        let world = try await TokenWorld()
        let backend = try await world.backend()
        let (shown, other) = (
            try await world.shown(), try await world.add(TokenWorld.client("other") { $0.audiences = [TokenWorld.map] })
        )
        let foreign = try await world.send([("grant_type", "client_credentials")], by: other).given()
        for actor in [shown, try world.text(foreign), "a.b.c", "x"] {
            #expect(try await world.exchange(shown, actor: actor, by: backend).refusal == .unknownActorToken)
        }
    }

    @Test func `who acted before stands in act, and after four exchanges nobody goes on`() async throws {
        let world = try await TokenWorld()
        let names = ["a", "b", "c", "d", "e"]
        func resource(_ name: String) -> String { "https://\(name).hue.test/" }
        var token = try await world.shown()
        var shownTo = TokenWorld.api
        var last: TokenOutcome?
        for (name, next) in zip(names, names.dropFirst() + ["f"]) {
            let client = try await world.add(
                TokenWorld.client(name) { [shownTo] in
                    $0.resources = [shownTo]
                    $0.audiences = [resource(next)]
                })
            let outcome = try await world.exchange(token, by: client)
            last = outcome
            guard let issue = outcome.issue else { break }
            (token, shownTo) = (try world.text(issue), resource(next))
            if name == "c" {
                #expect(try claims(issue, world)["act"] == ["sub": "c", "act": ["sub": "b", "act": ["sub": "a"]]])
            }
        }
        #expect(last?.refusal == .exchangedTooOften)
        #expect(try await world.count("authorizations") == 5)
    }

    @Test func `it ends when the token ends that was presented, and is refused from then on`() async throws {
        let world = try await TokenWorld()
        let backend = try await world.backend()
        let shown = try await world.signIn(resource: TokenWorld.api)
        let text = try world.text(shown)
        world.clock.advance(by: .minutes(9))
        let issue = try await world.exchange(text, by: backend).given()
        #expect(issue.accessToken.expiresAt == shown.accessToken.expiresAt)
        #expect(issue.expiresIn == .minutes(1))
        world.clock.advance(by: .minutes(1))
        #expect(try await world.exchange(text, by: backend).refusal == .unknownSubjectToken)
    }

    @Test(
        arguments: [
            ([("scope", "profile")], "issued profile"), ([("scope", "profile openid")], "issued profile"),
            ([("scope", "openid")], "issued "), ([("scope", "phone")], "scope-not-granted"),
            ([("scope", "profile phone")], "scope-not-granted"), ([("scope", "scim.read")], "scope-not-granted"),
            ([("resource", TokenWorld.map)], "issued profile"), ([("audience", TokenWorld.map)], "issued profile"),
            ([("audience", "map")], "issued profile"), ([("audience", "platform")], "foreign-resource"),
            ([("audience", "nobody")], "foreign-resource"), ([("resource", TokenWorld.api)], "foreign-resource"),
            ([("resource", "https://map.hue.test")], "foreign-resource"),
            ([("resource", "https://sso.hue.test/oauth2/userinfo")], "foreign-resource"),
            ([("audience", "https://sso.hue.test")], "foreign-resource"),
        ] as [([(String, String)], String)])
    func `scopes and audience are at most what was presented and what the client is registered for`(
        more: [(String, String)], ends: String
    ) async throws {
        let world = try await TokenWorld()
        let backend = try await world.backend { $0.audiences += ["https://sso.hue.test/oauth2/userinfo"] }
        _ = try await world.mapPlatform()
        #expect(try await world.exchange(try await world.shown(), by: backend, more).word == ends)
    }

    @Test func `of several audiences the request has to name one`() async throws {
        let world = try await TokenWorld()
        let backend = try await world.backend { $0.audiences += ["urn:x"] }
        let none = try await world.backend("none") { $0.audiences = [] }
        let shown = try await world.shown()
        #expect(try await world.exchange(shown, by: backend).refusal == .ambiguousResource)
        #expect(try await world.exchange(shown, by: backend, [("resource", "urn:x")]).issue != nil)
        #expect(try await world.exchange(shown, by: none).refusal == .foreignResource)
    }

    @Test func `what wasn't issued to the client, or shown to it for its own resource, is none of its business`()
        async throws
    {
        let world = try await TokenWorld { $0.audiences.append("urn:x") }
        let backend = try await world.backend()
        let offline = try await world.signIn(scope: "openid profile offline_access")
        let ofUserInfo = try world.text(try await world.signIn())
        let ofAnother = try world.text(try await world.signIn(resource: "urn:x"))
        let refresh = try offline.givenRefreshToken().text
        for token in [ofUserInfo, ofAnother, refresh, "a.b.c", "x"] {
            #expect(try await world.exchange(token, by: backend).refusal == .unknownSubjectToken)
        }
        #expect(TokenRefusal.unknownSubjectToken.error.code == .invalidRequest, "RFC 8693 §2.2.2")
        let form = [("grant_type", "client_credentials"), ("resource", "urn:x")]
        let service = try await world.send(form).given()
        #expect(try await world.exchange(try world.text(service), by: backend).refusal == .unknownSubjectToken)
    }

    @Test func `a service's own token is exchanged by nobody`() async throws {
        let world = try await TokenWorld()
        let service = try await world.send([("grant_type", "client_credentials")]).given()
        #expect(
            try await world.exchange(try world.text(service), by: try await world.backend()).refusal
                == .subjectIsService)
    }

    @Test func `a client hands on its own token, and is the one that acts`() async throws {
        let world = try await TokenWorld()
        let issue = try await world.exchange(try world.text(try await world.signIn())).given()
        #expect(try claims(issue, world)["act"] == ["sub": "platform"])
        let again = try await world.exchange(try world.text(issue)).given()
        #expect(try claims(again, world)["act"] == ["sub": "platform"], "once")
    }

    @Test func `whom the app's registration doesn't name may not act by its tokens`() async throws {
        let world = try await TokenWorld { $0.exchange.mayAct = ["backend"] }
        let (backend, other) = (try await world.backend(), try await world.backend("other"))
        let shown = try await world.shown()
        #expect(try await world.exchange(shown, by: backend).issue != nil)
        #expect(try await world.exchange(shown, by: other).refusal == .mayNotAct)
        try await world.register { $0.exchange.mayAct = ["other"] }
        #expect(try await world.exchange(shown, by: backend).refusal == .mayNotAct, "as it is registered now")
        #expect(try await world.exchange(shown, by: other).issue != nil)
    }

    @Test func `who has to ask a person gets nothing that the person hasn't agreed to`() async throws {
        let world = try await TokenWorld()
        let backend = try await world.backend()
        let map = try await world.mapPlatform { $0.requiresConsent = true }
        let shown = try await world.shown()
        #expect(try await world.exchange(shown, by: backend).refusal == .consentMissing)
        try await world.here.write { [person = world.person] transaction in
            try transaction.consents.record(of: person, to: map.id, scopes: [.openid, .profile], at: .noon)
        }
        #expect(try await world.exchange(shown, by: backend).issue != nil)
    }

    @Test func `a platform that is disabled is nobody's audience`() async throws {
        let world = try await TokenWorld()
        let (backend, map) = (try await world.backend(), try await world.mapPlatform())
        _ = try await DisableClient(world.here.installation).run(map.id, world.here.act)
        #expect(try await world.exchange(try await world.shown(), by: backend).refusal == .disabledRecipient)
    }
}
