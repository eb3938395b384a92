import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing
import Wire

@Suite(.bothDatabases) struct IntrospectTokenTests {
    private let inactive: JSONObject = ["active": false]

    private func server(_ world: TokenWorld, resources: [String] = [TokenWorld.api]) async throws -> Client {
        try await world.add(TokenWorld.client("server") { $0.resources = resources })
    }

    @Test func `the token of RFC 7662 §2.1 is none of ours, and more is not said of it (§2.2)`() async throws {
        let world = try await TokenWorld()
        let server = try await server(world)
        for token in ["2YotnFZFEjr1zCsicMWpAA", "mF_9.B5f-4.1JqM", "."] {
            #expect(try await world.introspect(token, by: server) == inactive)
            #expect(try await world.introspect(token) == inactive)
        }
    }

    @Test func `a resource server learns of a token for its resource what its client does`() async throws {
        let world = try await TokenWorld()
        let server = try await server(world)
        let issue = try await world.signIn(resource: TokenWorld.api)
        let text = try world.text(issue)
        let answer = try #require(try await world.introspect(text, by: server))
        #expect(answer["active"] == true)
        #expect(answer["scope"] == "openid profile")
        #expect(answer["client_id"] == "platform")
        #expect(answer["jti"] == .string(issue.accessToken.id.text))
        #expect(
            answer["sub"] == .string(world.subjects.subject(of: world.person, for: world.client.subjectType)),
            "as the client knows the person")
        #expect(answer["exp"] == .integer(issue.accessToken.expiresAt.secondsSince1970))
        #expect(try await world.introspect(text) == answer)
    }

    @Test func `a token for UserInfo is no business of a resource server, and one for another resource neither`()
        async throws
    {
        let other = "https://lgsp.hue.test/"
        let world = try await TokenWorld { $0.audiences.append(other) }
        let server = try await server(world)
        for resource in [nil, other] {
            let text = try world.text(try await world.signIn(resource: resource))
            #expect(try await world.introspect(text, by: server) == inactive)
            #expect(try await world.introspect(text)?["active"] == true)
        }
    }

    @Test(arguments: [[], ["https://other.hue.test/"], ["https://sso.hue.test/oauth2/userinfo"]])
    func `who has nothing to do with a token learns nothing of it`(resources: [String]) async throws {
        let world = try await TokenWorld()
        let stranger = try await server(world, resources: resources)
        let issue = try await world.signIn()
        #expect(try await world.introspect(try world.text(issue), by: stranger) == inactive)
        #expect(try await world.introspect(issue.givenRefreshToken().text, by: stranger) == inactive)
    }

    @Test func `a refresh token is known to its own client, and to no resource server`() async throws {
        let world = try await TokenWorld()
        let server = try await server(world)
        let token = try await world.refreshToken()
        let answer = try #require(try await world.introspect(token.text))
        #expect(answer["active"] == true && answer["token_type"] == nil && answer["aud"] == nil)
        #expect(answer["exp"] == .integer(Instant.noon.secondsSince1970 + 12 * 3600))
        #expect(try await world.introspect(token.text, by: server) == inactive)
        let next = try await world.refresh(token).given().givenRefreshToken()
        #expect(try await world.introspect(token.text) == inactive, "it was exchanged")
        #expect(try await world.introspect(next.text)?["active"] == true)
    }

    private typealias Change = @Sendable (TokenWorld, TokenIssue) async throws -> Void

    @Test func `a token that has ended, in whatever way, is not active for anybody`() async throws {
        let changes: [(String, Change)] = [
            ("expired", { world, _ in world.clock.advance(by: .minutes(10)) }),
            ("revoked", { world, issue in _ = try await world.revoke(try world.text(issue)) }),
            (
                "family revoked",
                { world, issue in _ = try await world.revoke(issue.givenRefreshToken().text) }
            ),
            ("session ended", { world, _ in try await world.endSession() }),
            ("person disabled", { world, _ in try await world.disablePerson() }),
            ("client disabled", { world, _ in try await world.register(isEnabled: false) }),
            (
                "client removed",
                { world, _ in
                    _ = try await RemoveClient(world.here.installation).run(world.client.id, world.here.act)
                }
            ),
        ]
        for (name, change) in changes {
            let world = try await TokenWorld()
            let server = try await server(world)
            let issue = try await world.signIn(resource: TokenWorld.api)
            let text = try world.text(issue)
            #expect(try await world.introspect(text, by: server)?["active"] == true, "\(name)")
            try await change(world, issue)
            #expect(try await world.introspect(text, by: server) == inactive, "\(name)")
        }
    }

    @Test func `a scope that a client lost is not in its tokens any more`() async throws {
        let world = try await TokenWorld()
        let issue = try await world.signIn()
        try await world.register { $0.scopes = ["openid"] }
        #expect(try await world.introspect(try world.text(issue))?["scope"] == "openid")
    }

    @Test func `who doesn't prove to be a client, or names no token, is refused`() async throws {
        let world = try await TokenWorld()
        let introspect = IntrospectToken(world.here.installation, issuer: world.issuer, subjects: world.subjects)
        let stranger = try await introspect.introspect(
            world.presented(world.client, secret: "wrong"), FormParameters([("token", "x")]),
            world.reader(), world.act)
        guard case .failure(.unauthenticated) = stranger else {
            Issue.record("\(stranger)")
            return
        }
        let empty = try await introspect.introspect(
            world.presented(world.client), FormParameters([]), world.reader(), world.act)
        guard case .failure(.refused(let refusal)) = empty else {
            Issue.record("\(empty)")
            return
        }
        #expect(refusal.error.code == .invalidRequest)
    }
}
