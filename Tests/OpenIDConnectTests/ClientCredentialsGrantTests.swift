import Identity
import OpenIDConnect
import Testing
import Wire

@Suite struct ClientCredentialsGrantTests {
    private func authorize(_ client: Client, _ more: String = "") throws -> Authorization {
        let body = "grant_type=client_credentials" + more
        guard case .clientCredentials(let grant) = try TokenRequest(FormParameters(body: body)) else {
            throw TokenError(.unsupportedGrantType, "another grant")
        }
        return try grant.authorization(
            for: try Sample.authenticated(client), id: Sample.authorizationID(), issuer: try Sample.issuer())
    }

    @Test func `a service is allowed to act for itself`() throws {
        let client = try Sample.service { $0.audiences = ["https://lgsp.hue.test/"] }
        let authorization = try authorize(client)
        #expect(
            authorization
                == Authorization(
                    id: Sample.authorizationID(), client: client.id, subject: .client, scopes: [],
                    audiences: ["https://lgsp.hue.test/"]))
        #expect(authorization.person == nil && authorization.session == nil && authorization.authentication == nil)
        #expect(!authorization.isOffline)
    }

    private static let one = ["https://a.hue.test/"]
    private static let two = ["https://a.hue.test/", "https://b.hue.test/"]

    @Test(
        arguments: [
            ([], "", "https://sso.hue.test"), (one, "", "https://a.hue.test/"),
            (one, "&resource=https://a.hue.test/", "https://a.hue.test/"),
            (two, "&resource=https://b.hue.test/", "https://b.hue.test/"),
            ([], "&resource=https://sso.hue.test", "https://sso.hue.test"),
        ] as [([String], String, String)])
    func `a token has one audience, of those that are registered`(
        audiences: [String], resource: String, audience: String
    ) throws {
        #expect(try authorize(try Sample.service { $0.audiences = audiences }, resource).audiences == [audience])
    }

    @Test(
        arguments: [
            (two, "", .ambiguousResource), (one, "&resource=https://b.hue.test/", .foreignResource),
            (one, "&resource=https://a.hue.test", .foreignResource),
            (one, "&resource=https://sso.hue.test", .foreignResource),
            ([], "&resource=https://a.hue.test/", .foreignResource),
            ([], "&resource=https://sso.hue.test/oauth2/userinfo", .foreignResource),
        ] as [([String], String, TokenRefusal)])
    func `a resource that is not the service's, or not clear, is invalid_target`(
        audiences: [String], resource: String, refusal: TokenRefusal
    ) throws {
        let client = try Sample.service { $0.audiences = audiences }
        #expect(throws: refusal) { try authorize(client, resource) }
        #expect(refusal.error.code == .invalidTarget)
    }

    @Test(arguments: Scope.allCases.filter { !Scope.ofServices.contains($0) })
    func `a scope is about people, and a service has none`(scope: Scope) throws {
        let client = try Sample.service()
        #expect(throws: TokenRefusal.scopeOfPeople) { try authorize(client, "&scope=" + scope.rawValue) }
        #expect(throws: TokenRefusal.scopeOfPeople) { try authorize(client, "&scope=x+" + scope.rawValue) }
    }

    @Test func `a scope of services is for SCIM, and for whoever is registered for it`() throws {
        let base = "https://sso.hue.test/scim/v2"
        let client = try Sample.service {
            $0.scopes = ["scim.read", "profile"]
            $0.platform = "bi"
            $0.audiences = ["https://a.hue.test/"]
        }
        #expect(client.scopes == [.scimRead, .profile])
        for asked in ["&scope=scim.read", "&resource=\(base)", "&scope=scim.read&resource=\(base)"] {
            let authorization = try authorize(client, asked)
            #expect(authorization.scopes == [.scimRead] && authorization.audiences == [base])
        }
        #expect(try authorize(client).scopes.isEmpty)
        #expect(throws: TokenRefusal.unregisteredScope) { try authorize(client, "&scope=scim.write") }
        #expect(throws: TokenRefusal.unregisteredScope) { try authorize(try Sample.service(), "&resource=\(base)") }
        #expect(throws: TokenRefusal.foreignResource) {
            try authorize(client, "&scope=scim.read&resource=https://a.hue.test/")
        }
    }

    @Test func `unknown scopes are ignored`() throws {
        #expect(try authorize(try Sample.service(), "&scope=reports.read").scopes.isEmpty)
    }

    @Test func `a public client has nothing to act with`() throws {
        let client = try Sample.client { $0.authenticationMethod = "none" }
        #expect(throws: TokenRefusal.unregisteredGrant) { try authorize(client) }
    }
}
