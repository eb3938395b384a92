import OpenIDConnect
import Testing
import Wire

@Suite struct BearerTokenTests {
    private func form(_ text: String?) throws -> FormParameters? {
        try text.map { try FormParameters(parsing: Array($0.utf8)) }
    }

    @Test(
        arguments: [
            ("Bearer abc", nil), ("bearer abc", nil), ("BEARER abc", ""), (nil, "access_token=abc"),
        ] as [(String?, String?)])
    func `a token travels in the header or in the form`(header: String?, body: String?) throws {
        let token = try BearerToken(authorization: header, form: try form(body), query: FormParameters([]))
        #expect(token.text == "abc")
    }

    @Test(
        arguments: [(nil, nil), (nil, "access_token="), ("Basic abc", nil), ("", nil)]
            as [(String?, String?)])
    func `no token at all is only challenged`(header: String?, body: String?) throws {
        let form = try form(body)
        #expect(throws: BearerError.missing) {
            try BearerToken(authorization: header, form: form, query: FormParameters([]))
        }
        #expect(BearerError.missing.status == 401)
        let challenge = ResourceChallenge(.missing, authorization: header, metadata: "https://sso.hue.test/m")
        #expect(!challenge.fields.joined().contains("error"))
    }

    @Test(
        arguments: [
            ("Bearer", nil, ""), ("Bearer ", nil, ""),
            ("Bearer a", "access_token=a", ""), (nil, "access_token=a&access_token=a", ""),
            (nil, nil, "access_token=a"), ("Bearer a", nil, "access_token=a"),
            (nil, "access_token=a", "access_token=a"),
        ] as [(String?, String?, String)])
    func `no token behind the scheme, one in two places or in the URL is a bad request`(
        header: String?, body: String?, query: String
    ) throws {
        let form = try form(body)
        let error = #expect(throws: BearerError.self) {
            try BearerToken(authorization: header, form: form, query: try FormParameters(query: query))
        }
        #expect(error?.status == 400)
        let challenge = ResourceChallenge(
            try #require(error), authorization: header, metadata: "https://sso.hue.test/m")
        #expect(challenge.fields.joined().contains("error=\"invalid_request\""))
    }

    // RFC 6750 §3.1: a token that is presented and malformed is an invalid token, not an invalid request.
    @Test(
        arguments: [
            ("Bearer a b", nil), ("Bearer a,b", nil), ("Bearer \"a\"", nil), ("Bearer é", nil), ("Bearer \ta", nil),
            ("Bearer \u{301}a", nil),
            (nil, "access_token=a+b"), (nil, "access_token=%C3%A9"),
        ] as [(String?, String?)])
    func `a malformed token is an invalid token`(header: String?, body: String?) throws {
        let form = try form(body)
        let error = #expect(throws: BearerError.self) {
            try BearerToken(authorization: header, form: form, query: FormParameters([]))
        }
        #expect(error == .invalidToken && error?.status == 401)
    }

    @Test func `more than one space may stand before the token (RFC 9110 §11.4)`() throws {
        let token = try BearerToken(authorization: "Bearer   a.b-c~d+e/f==", form: nil, query: FormParameters([]))
        #expect(token.text == "a.b-c~d+e/f==")
    }
}
