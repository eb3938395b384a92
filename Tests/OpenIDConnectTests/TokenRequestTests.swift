import OpenIDConnect
import Testing
import Wire

@Suite struct TokenRequestTests {
    @Test(
        arguments: [
            ("", .invalidRequest), ("grant_type=", .invalidRequest),
            ("grant_type=refresh_token", .unsupportedGrantType),
            ("grant_type=password&username=a&password=b", .unsupportedGrantType),
            ("grant_type=client_credentials", .unsupportedGrantType),
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
        ] as [(String, TokenError.Code)])
    func `a request that is not complete names no grant`(body: String, code: TokenError.Code) throws {
        let parameters = try FormParameters(parsing: Array(body.utf8))
        let error = #expect(throws: TokenError.self) { try TokenRequest(parameters) }
        #expect(error?.code == code)
    }
}
