import OpenIDConnect
import Testing
import Wire

@Suite struct TokenRequestTests {
    @Test(
        arguments: [
            ("", .invalidRequest), ("grant_type=", .invalidRequest),
            ("grant_type=implicit", .unsupportedGrantType),
            ("grant_type=password&username=a&password=b", .unsupportedGrantType),
            ("grant_type=Refresh_Token&refresh_token=a", .unsupportedGrantType),
            ("grant_type=device_code&device_code=a", .unsupportedGrantType),
            ("grant_type=Authorization_Code&code=a&redirect_uri=b", .unsupportedGrantType),
            ("grant_type=authorization_code&redirect_uri=b", .invalidRequest),
            ("grant_type=authorization_code&code=a", .invalidRequest),
            ("grant_type=authorization_code&code=&redirect_uri=b", .invalidRequest),
            (
                "grant_type=authorization_code&grant_type=authorization_code&code=a&redirect_uri=b",
                .invalidRequest
            ),
            ("grant_type=authorization_code&code=a&code=a&redirect_uri=b", .invalidRequest),
            ("grant_type=authorization_code&code=a&redirect_uri=b&redirect_uri=b", .invalidRequest),
            ("grant_type=authorization_code&code=a&redirect_uri=b&code_verifier=short", .invalidRequest),
            ("grant_type=refresh_token", .invalidRequest),
            ("grant_type=refresh_token&refresh_token=a&refresh_token=a", .invalidRequest),
            ("grant_type=refresh_token&refresh_token=a&scope=openid&scope=openid", .invalidRequest),
            ("grant_type=refresh_token&refresh_token=a&scope=%22", .invalidScope),
            ("grant_type=refresh_token&refresh_token=a&scope=unknown", .invalidScope),
            ("grant_type=client_credentials&scope=a%09b", .invalidScope),
            ("grant_type=client_credentials&resource=https://a.test/&resource=https://b.test/", .invalidTarget),
            ("grant_type=client_credentials&resource=api", .invalidTarget),
            ("grant_type=client_credentials&resource=https://a.test/%23x", .invalidTarget),
            ("grant_type=urn:ietf:params:oauth:grant-type:device_code", .invalidRequest),
            ("grant_type=urn:openid:params:grant-type:ciba", .invalidRequest),
            ("grant_type=urn:openid:params:grant-type:ciba&auth_req_id=", .invalidRequest),
            ("grant_type=urn:openid:params:grant-type:ciba&auth_req_id=a&auth_req_id=b", .invalidRequest),
            ("grant_type=ciba&auth_req_id=a", .unsupportedGrantType),
            ("\(bearer)", .invalidRequest), ("\(bearer)&assertion=", .invalidRequest),
            ("\(bearer)&assertion=a&assertion=b", .invalidRequest), ("\(bearer)&assertion=a&scope=%22", .invalidScope),
            ("\(bearer)&assertion=a&resource=x", .invalidTarget),
            ("\(exchange)", .invalidRequest), ("\(exchange)&subject_token=a.b.c", .invalidRequest),
            ("\(exchange)&\(accessToken)&subject_token=", .invalidRequest),
            ("\(exchange)&\(accessToken)&subject_token=a&subject_token=a", .invalidRequest),
            ("\(exchange)&subject_token=a&subject_token_type=access_token", .invalidRequest),
            ("\(exchange)&subject_token=a&subject_token_type=\(types):id_token", .invalidRequest),
            ("\(exchange)&subject_token=a&subject_token_type=\(types):refresh_token", .invalidRequest),
            ("\(exchange)&subject_token=a&subject_token_type=\(types):saml2", .invalidRequest),
            ("\(exchange)&\(accessToken)&subject_token=a&actor_token=b", .invalidRequest),
            ("\(exchange)&\(accessToken)&subject_token=a&actor_token_type=\(types):access_token", .invalidRequest),
            (
                "\(exchange)&\(accessToken)&subject_token=a&actor_token=b&actor_token_type=\(types):id_token",
                .invalidRequest
            ),
            ("\(exchange)&\(accessToken)&subject_token=a&requested_token_type=\(types):id_token", .invalidRequest),
            ("\(exchange)&\(accessToken)&subject_token=a&scope=unknown", .invalidScope),
            ("\(exchange)&\(accessToken)&subject_token=a&resource=api", .invalidTarget),
            ("\(exchange)&\(accessToken)&subject_token=a&resource=https://a.test/%23x", .invalidTarget),
            ("\(exchange)&\(accessToken)&subject_token=a&resource=urn:a&resource=urn:b", .invalidTarget),
            ("\(exchange)&\(accessToken)&subject_token=a&audience=a&audience=b", .invalidTarget),
            ("\(exchange)&\(accessToken)&subject_token=a&resource=urn:a&audience=b", .invalidTarget),
            ("grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=a&device_code=b", .invalidRequest),
        ] as [(String, TokenError.Code)])
    func `a request that is not complete names no grant`(body: String, code: TokenError.Code) throws {
        let parameters = try FormParameters(body: body)
        let error = #expect(throws: TokenError.self) { try TokenRequest(parameters) }
        #expect(error?.code == code)
    }

    private static let exchange = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange"
    private static let bearer = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer"
    private static let types = "urn:ietf:params:oauth:token-type"
    private static let accessToken = "subject_token_type=\(types):access_token"

    /// One request of each grant, from the RFCs.
    private static let examples: [(GrantType, String)] = [
        // RFC 6749 §4.1.3
        (
            .authorizationCode,
            "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA"
                + "&redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb"
        ),
        // RFC 6749 §6
        (.refreshToken, "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA"),
        // RFC 6749 §4.4.2
        (.clientCredentials, "grant_type=client_credentials"),
        // RFC 8628 §3.4
        (
            .deviceCode,
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
                + "&device_code=GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS&client_id=1406020730"
        ),
        // RFC 8693 §2.3
        (
            .tokenExchange,
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange"
                + "&resource=https%3A%2F%2Fbackend.example.com%2Fapi"
                + "&subject_token=accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC"
                + "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token"
        ),
        // RFC 7523 §2.1
        (
            .jwtBearer,
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
                + "&assertion=eyJhbGciOiJFUzI1NiIsImtpZCI6IjE2In0.eyJpc3Mi.J9l-ZhwP"
        ),
        // CIBA Core §10.1
        (
            .ciba,
            "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba"
                + "&auth_req_id=1c266114-a1be-4252-8ad1-04986c5b9ac1"
        ),
    ]

    @Test(arguments: examples)
    func `the examples of the RFCs are read as their grants`(type: GrantType, body: String) throws {
        #expect(try TokenRequest(FormParameters(body: body)).type == type)
    }

    @Test(arguments: examples)
    func `a client may use the grants that it is registered for, and no others`(type: GrantType, body: String) throws {
        let request = try TokenRequest(FormParameters(body: body))
        for registered in GrantType.allCases where registered != .refreshToken {
            let client = try Sample.authenticated(try Sample.client { $0.grants = [registered.rawValue] })
            let refusal = request.refusal(for: client)
            #expect((refusal == nil) == (registered == type))
            #expect(refusal == nil || refusal?.error.code == .unauthorizedClient)
        }
        let all = try Sample.client { $0.grants = GrantType.allCases.map(\.rawValue) }
        #expect(request.refusal(for: try Sample.authenticated(all)) == nil)
    }

    @Test func `a refresh token is read with the scopes that it is narrowed to`() throws {
        let bodies: [(String, Set<Scope>?)] = [
            ("", nil), ("&scope=", nil), ("&scope=openid+phone", [.openid, .phone]), ("&scope=openid+x", [.openid]),
        ]
        for (more, scopes) in bodies {
            let request = try TokenRequest(FormParameters(body: "grant_type=refresh_token&refresh_token=a" + more))
            guard case .refreshToken(let grant) = request else {
                Issue.record("another grant")
                continue
            }
            #expect(grant.scopes == scopes)
            #expect(grant.token.text == "a")
        }
    }
}
