import Identity
import OpenIDConnect
import Operations
import Permissions
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct ClientCredentialsSettlementTests {
    private static let other = "https://lgsp.hue.test/"

    private func world(_ audiences: [String]) async throws -> TokenWorld {
        try await TokenWorld {
            $0.grants = ["client_credentials"]
            $0.redirectURIs = []
            $0.audiences = audiences
        }
    }

    private func ask(_ world: TokenWorld, _ more: [(String, String)] = []) async throws -> TokenOutcome {
        try await world.send([("grant_type", "client_credentials")] + more)
    }

    @Test func `the request of RFC 6749 §4.4.2 is read and answered`() async throws {
        let world = try await world([TokenWorld.api])
        let client = try await world.add(
            TokenWorld.client("s6BhdRkqt3", secret: "gX1fBat3bV") { $0.grants = ["client_credentials"] })
        let outcome = try await world.settle(
            header: "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW", body: "grant_type=client_credentials")
        #expect(outcome.issue?.client == client)
        #expect(outcome.issue?.authorization.subject == .client)
    }

    @Test func `a service gets an access token for itself, and nothing else`() async throws {
        let world = try await world([TokenWorld.api])
        let issue = try await ask(world).given()
        #expect(issue.refreshToken == nil && issue.idToken == nil)
        #expect(issue.accessToken.scopes.isEmpty)
        #expect(issue.accessToken.audience == TokenWorld.api)
        #expect(issue.accessToken.expiresAt == .noon + .minutes(10))
        let answer = try await world.introspect(try world.text(issue))
        #expect(answer?["active"] == true)
        #expect(answer?["sub"] == "platform" && answer?["client_id"] == "platform", "RFC 9068 §2.2")
    }

    @Test(
        arguments: [
            ([TokenWorld.api], nil, TokenWorld.api, nil), ([TokenWorld.api], TokenWorld.api, TokenWorld.api, nil),
            ([TokenWorld.api, other], other, other, nil),
            ([TokenWorld.api, other], nil, nil, .ambiguousResource), ([TokenWorld.api], other, nil, .foreignResource),
            ([TokenWorld.api], "https://api.hue.test", nil, .foreignResource),
            ([], nil, "https://sso.hue.test", nil), ([], TokenWorld.api, nil, .foreignResource),
        ] as [([String], String?, String?, TokenRefusal?)])
    func `a token is for the one audience that the request means (RFC 8707 §2)`(
        registered: [String], resource: String?, audience: String?, refusal: TokenRefusal?
    ) async throws {
        let world = try await world(registered)
        let outcome = try await ask(world, resource.map { [("resource", $0)] } ?? [])
        #expect(outcome.issue?.accessToken.audience == audience)
        #expect(outcome.refusal == refusal)
    }

    @Test(arguments: [["x"], ["https://api.hue.test/#a"], [TokenWorld.api, other]])
    func `a resource that is none, and several of them, are an invalid_target`(resources: [String]) async throws {
        let world = try await world([TokenWorld.api, Self.other])
        #expect(try await ask(world, resources.map { ("resource", $0) }).refusal?.error.code == .invalidTarget)
    }

    @Test func `what is about a person is not given to a service`() async throws {
        let world = try await world([TokenWorld.api])
        #expect(try await ask(world, [("scope", "openid")]).refusal == .scopeOfPeople)
        #expect(try await !world.opens(try await ask(world).given()))
    }

    @Test func `a public client acts for nobody, whatever its row says`() async throws {
        let world = try await TokenWorld {
            $0.authenticationMethod = "none"
            $0.grants = ["authorization_code", "refresh_token"]
        }
        #expect(try await ask(world).refusal == .unregisteredGrant)
        // Registration doesn't let it happen; the grant doesn't depend on that.
        try await world.here.write { transaction in
            _ = try transaction.execute("UPDATE clients SET grants = 'authorization_code client_credentials'")
        }
        #expect(try await ask(world).refusal == .unregisteredGrant)
        #expect(try await world.count("access_tokens") == 0)
    }

    @Test func `a service that is disabled gets nothing, and what it has opens nothing`() async throws {
        let world = try await world([TokenWorld.api])
        let server = try await world.add(TokenWorld.client("server") { $0.resources = [TokenWorld.api] })
        let text = try world.text(try await ask(world).given())
        #expect(try await world.introspect(text, by: server)?["active"] == true)
        _ = try await DisableClient(world.here.installation).run(world.client.id, world.here.act)
        guard case .unauthenticated = try await ask(world) else {
            Issue.record("a disabled client was answered")
            return
        }
        #expect(try await world.introspect(text, by: server) == ["active": false])
    }

    @Test func `a service has the roles of the policy in force, and of no other`() async throws {
        let world = try await world([TokenWorld.api])
        func roles() async throws -> [String]? {
            guard case .issued(_, let claims) = try await ask(world) else { return nil }
            return claims[ClaimName.roles]?.array?.compactMap(\.string)
        }
        #expect(try await roles() == nil, "no policy is in force yet")
        _ = try await City(world.here)
        #expect(try await roles() == nil, "the policy names no service")
        let service = "services:\n  - {client: platform, name: {vi: a, en: a}, roles: [nguoi-nhap]}\n"
        world.clock.advance(by: .minutes(1))
        try await world.here.apply(City.policy + [PolicyFile(name: "services.yaml", text: service)])
        #expect(try await roles() == ["nguoi-nhap"])
        let other = service.replacing("client: platform", with: "client: platform2")
        world.clock.advance(by: .minutes(1))
        try await world.here.apply(City.policy + [PolicyFile(name: "services.yaml", text: other)])
        #expect(try await roles() == nil, "the roles of another service")
    }
}
