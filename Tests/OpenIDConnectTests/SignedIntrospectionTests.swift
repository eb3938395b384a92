import Identity
import JOSE
import OpenIDConnect
import Testing
import Wire

/// Introspection as a signed JWT (RFC 9701), and what our own resources say of themselves (RFC 9728).
@Suite struct SignedIntrospectionTests {
    @Test func `the answer stands in a claim of its own, for who has asked (RFC 9701 §5)`() throws {
        let caller = try #require(ClientID("s6BhdRkqt3"))
        let answer: JSONObject = ["active": true, "scope": "read write", "sub": "Z5O3upPC88QrAjx00dis"]
        let (issuer, keys) = (try Sample.issuer(), try Sample.keys())
        let text = try SignedIntrospection.token(answer, for: caller, issuer: issuer, keys: keys, at: .noon)
        let token = try VerifiedJWT(text, keys: keys)
        #expect(token.header.type == "token-introspection+jwt")
        #expect(
            token.claims == [
                "iss": "https://sso.hue.test", "aud": "s6BhdRkqt3", "iat": .integer(Instant.noon.secondsSince1970),
                "token_introspection": .object(answer),
            ])
        #expect(throws: BearerError.invalidToken) { try Sample.reader().token(introspecting: text, at: .noon) }
    }

    @Test(
        arguments: [
            (nil, false), ("", false), ("*/*", false), ("application/json", false),
            ("application/token-introspection+jwt", true), ("Application/Token-Introspection+JWT", true),
            ("application/json, application/token-introspection+jwt;q=0.9", true),
            ("application/token-introspection+jwt;q=0", false), ("application/jwt", false),
        ] as [(String?, Bool)])
    func `who accepts it by name gets it`(accept: String?, isAccepted: Bool) {
        #expect(SignedIntrospection.isAccepted(by: accept) == isAccepted)
    }

    @Test func `UserInfo is signed for who is registered so, with issuer and audience (OpenID Connect Core §5.3.2)`()
        throws
    {
        let claims: JSONObject = ["sub": "248289761001", "name": "Jane Doe"]
        let (issuer, keys) = (try Sample.issuer(), try Sample.keys())
        #expect(try UserInfo(claims, for: try Sample.client()).signed(issuer, keys: keys) == nil)
        for algorithm in ClientRegistration.idTokenAlgorithms {
            let client = try Sample.client { $0.userInfoAlgorithm = algorithm.rawValue }
            let token = try VerifiedJWT(try UserInfo(claims, for: client).signed(issuer, keys: keys), keys: keys)
            #expect(token.header.algorithm == algorithm)
            #expect(
                token.claims == [
                    "sub": "248289761001", "name": "Jane Doe", "iss": "https://sso.hue.test", "aud": "platform",
                ])
        }
        #expect(throws: ClientRegistrationError.self) { try Sample.client { $0.userInfoAlgorithm = "none" } }
    }

    @Test func `a resource of ours says where tokens for it come from`() throws {
        let issuer = try Sample.issuer()
        #expect(ProtectedResource.userInfo.metadataPath == "/.well-known/oauth-protected-resource/oauth2/userinfo")
        #expect(ProtectedResource.scim.metadataPath == "/.well-known/oauth-protected-resource/scim/v2")
        for resource in ProtectedResource.allCases {
            let json = resource.json(issuer)
            #expect(json["authorization_servers"] == ["https://sso.hue.test"])
            #expect(issuer.isAudience(try #require(json["resource"]?.string)))
        }
        #expect(ProtectedResource.scim.json(issuer)["scopes_supported"] == ["scim.read", "scim.write"])
    }
}
