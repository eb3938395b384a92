import OpenIDConnect
import Testing

/// For whom an access token is: one, which its request names (RFC 8707 §2.2), or our UserInfo endpoint.
@Suite struct AudienceTests {
    private static let api = "https://api.hue.test/"
    private static let archive = "https://luutru.hue.test/"

    private func audience(
        _ resource: String?, allowed: [String] = [api, archive], registered: [String] = [api, archive]
    ) throws -> Result<String, TokenRefusal> {
        let authorization = try Sample.authorization(try Sample.client { $0.audiences = allowed })
        let now = try Sample.authenticated(try Sample.client { $0.audiences = registered })
        let issuer = try Sample.issuer()
        return Result { () throws(TokenRefusal) in
            try authorization.audience(resource, for: now, issuer: issuer)
        }
    }

    @Test(arguments: [nil, Sample.audience])
    func `who names no resource gets a token for UserInfo, whatever it is registered with`(resource: String?) throws {
        #expect(try audience(resource) == .success(Sample.audience))
        #expect(try audience(resource, allowed: [], registered: []) == .success(Sample.audience))
    }

    @Test(arguments: [api, archive])
    func `who names a resource gets a token for that one alone`(resource: String) throws {
        #expect(try audience(resource) == .success(resource))
    }

    @Test(
        arguments: [
            "https://api.hue.test", "https://api.hue.test/x", "https://API.hue.test/", "https://other.hue.test/",
            "https://sso.hue.test",
        ])
    func `a resource that isn't one of its own, to the letter, is an invalid_target`(resource: String) throws {
        #expect(try audience(resource) == .failure(.foreignResource))
        #expect(TokenRefusal.foreignResource.error.code == .invalidTarget)
    }

    @Test func `a resource has to be allowed then and registered now`() throws {
        #expect(try audience(Self.api, registered: [Self.archive]) == .failure(.foreignResource))
        #expect(try audience(Self.api, allowed: [Self.archive]) == .failure(.foreignResource))
    }
}
