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
        arguments: [(nil, nil), (nil, "access_token="), ("Basic abc", nil), ("", nil), ("DPoP abc", nil)]
            as [(String?, String?)])
    func `no token at all is only challenged`(header: String?, body: String?) throws {
        let form = try form(body)
        #expect(throws: BearerError.missing) {
            try BearerToken(authorization: header, form: form, query: FormParameters([]))
        }
        #expect(BearerError.missing.status == 401)
        #expect(!BearerError.missing.challenge.contains("error"))
    }

    @Test(
        arguments: [
            ("Bearer", nil, ""), ("Bearer ", nil, ""), ("Bearer a b", nil, ""), ("Bearer  a", nil, ""),
            ("Bearer a", "access_token=a", ""), (nil, "access_token=a&access_token=a", ""),
            (nil, nil, "access_token=a"), ("Bearer a", nil, "access_token=a"),
            (nil, "access_token=a", "access_token=a"),
        ] as [(String?, String?, String)])
    func `a token in two places, in the URL or in pieces is a bad request`(
        header: String?, body: String?, query: String
    ) throws {
        let form = try form(body)
        let error = #expect(throws: BearerError.self) {
            try BearerToken(authorization: header, form: form, query: try FormParameters(query: query))
        }
        #expect(error?.status == 400)
        #expect(error?.challenge.contains("error=\"invalid_request\"") == true)
    }
}
