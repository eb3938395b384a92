import Cryptography
import Identity
import Testing
import Wire

@testable import JOSE

@Suite struct ClaimsTests {
    static let now = Instant(secondsSince1970: 1_800_000_000)

    static let good: JSONObject = [
        "iss": "https://sso.hue.example", "aud": "portal", "exp": 1_800_000_600, "iat": 1_800_000_000,
    ]

    /// A token with these claims, signed and verified.
    private func token(_ claims: JSONObject, type: String? = nil) throws -> VerifiedJWT {
        let key = try TestKeys.key(.EdDSA)
        let text = try JWS.sign(payload: JSONWriter.write(claims), type: type, key: key)
        return try UnverifiedJWT(parsing: text).verified(by: JWKSet(keys: [key.publicJWK]))
    }

    private func check(
        _ claims: JSONObject, type: String? = nil, expecting expected: String? = nil, at now: Instant = now,
        leeway: Duration = .zero
    ) throws {
        try token(claims, type: type).check(
            issuer: "https://sso.hue.example", audience: "portal", type: expected, at: now, leeway: leeway)
    }

    @Test func `good claims are taken`() throws {
        try check(Self.good)
        try check(Self.good.setting("iat", nil))
        try check(Self.good.setting("nbf", 1_800_000_000))
        try check(Self.good.setting("aud", ["other", "portal"]))
        try check(Self.good.setting("sub", .null))
    }

    @Test(
        arguments: [
            nil, "https://sso.hue.example/", "https://SSO.hue.example", "http://sso.hue.example", "", .null,
            .integer(1),
            ["https://sso.hue.example"], "https://sso.hue.example\u{0}", " https://sso.hue.example",
        ] as [JSONValue?]) func `another issuer, however alike, is refused`(issuer: JSONValue?)
    {
        #expect(throws: ClaimsError.wrongIssuer) { try check(Self.good.setting("iss", issuer)) }
    }

    @Test(
        arguments: [
            nil, "", "Portal", "portal ", "portal,other", [], ["other"], [""], ["portal2", "por", "tal"],
        ] as [JSONValue?]) func `a token for others is refused`(audience: JSONValue?)
    {
        #expect(throws: ClaimsError.wrongAudience) { try check(Self.good.setting("aud", audience)) }
    }

    @Test(
        arguments: [
            .null, .integer(1), true, .object(["portal": true]), ["portal", .integer(1)], ["portal", .null],
            [["portal"]],
        ] as [JSONValue]) func `an audience that is neither text nor a list of texts is refused`(
            audience: JSONValue
        )
    {
        #expect(throws: ClaimsError.malformed("aud")) { try check(Self.good.setting("aud", audience)) }
    }

    @Test func `issuer and audience are compared by bytes`() throws {
        // Composed and decomposed: the same text to Swift.
        let claims = Self.good.setting("aud", "caf\u{E9}").setting("iss", "i")
        let token = try token(claims)
        try token.check(issuer: "i", audience: "caf\u{E9}", at: Self.now)
        #expect(throws: ClaimsError.wrongAudience) {
            try token.check(issuer: "i", audience: "cafe\u{301}", at: Self.now)
        }
    }

    @Test func `exp is the first moment at which a token is refused`() throws {
        let expiry = Instant(secondsSince1970: 1_800_000_600)
        try check(Self.good, at: expiry - .milliseconds(1))
        #expect(throws: ClaimsError.expired) { try check(Self.good, at: expiry) }
        #expect(throws: ClaimsError.expired) { try check(Self.good, at: expiry + .hours(24)) }
        try check(Self.good, at: expiry + .seconds(29), leeway: .seconds(30))
        #expect(throws: ClaimsError.expired) {
            try check(Self.good, at: expiry + .seconds(30), leeway: .seconds(30))
        }
    }

    @Test(arguments: ["nbf", "iat"]) func `a token from the future is refused`(name: String) throws {
        let claims = Self.good.setting(name, 1_800_000_060)
        #expect(throws: ClaimsError.notYetValid) { try check(claims) }
        #expect(throws: ClaimsError.notYetValid) { try check(claims, leeway: .seconds(59)) }
        try check(claims, leeway: .seconds(60))
        try check(claims, at: Instant(secondsSince1970: 1_800_000_060))
    }

    @Test func `a token without exp is refused`() {
        #expect(throws: ClaimsError.missing("exp")) { try check(Self.good.setting("exp", nil)) }
    }

    @Test(arguments: ["exp", "nbf", "iat"]) func `a moment that isn't a number is refused`(name: String) {
        let values: [JSONValue] = [
            .null, true, "1800000600", "", "2027-01-15T08:00:00Z", [], [.integer(1_800_000_600)],
            .object([:]),
            // Beyond what can be reckoned with; the reader itself lets no infinity through.
            .number(1e300), .number(-1e300), .number(1e19),
        ]
        for value in values {
            #expect(throws: ClaimsError.malformed(name), "\(value)") {
                try check(Self.good.setting(name, value))
            }
        }
    }

    @Test func `moments at the edge of what numbers hold neither trap nor pass for others`() throws {
        try check(Self.good.setting("exp", .integer(.max)), leeway: .seconds(Int64.max))
        try check(Self.good.setting("exp", .number(9e14)))
        #expect(throws: ClaimsError.expired) { try check(Self.good.setting("exp", .integer(.min))) }
        #expect(throws: ClaimsError.expired) { try check(Self.good.setting("exp", .integer(0))) }
        #expect(throws: ClaimsError.expired) { try check(Self.good.setting("exp", .number(-0.0))) }
        #expect(throws: ClaimsError.notYetValid) { try check(Self.good.setting("nbf", .integer(.max))) }
        try check(Self.good.setting("nbf", .integer(.min)), leeway: .seconds(Int64.max))
        try check(Self.good.setting("nbf", .integer(-1)))
    }

    @Test func `fractions of a second count`() throws {
        let claims = Self.good.setting("exp", .number(1_800_000_000.5))
        try check(claims, at: Self.now + .milliseconds(499))
        #expect(throws: ClaimsError.expired) { try check(claims, at: Self.now + .milliseconds(500)) }
        let future = Self.good.setting("nbf", .number(1_800_000_000.5))
        #expect(throws: ClaimsError.notYetValid) { try check(future, at: Self.now + .milliseconds(499)) }
        try check(future, at: Self.now + .milliseconds(500))
        try check(Self.good.setting("exp", .number(1.8000006e9)))
    }

    @Test(arguments: ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"])
    func `a type is the same with or without its prefix, in any case`(type: String) throws {
        try check(Self.good, type: type, expecting: "at+jwt")
    }

    @Test(arguments: [
        nil, "", "JWT", "logout+jwt", "at+jwt ", "at", "application/", "application/application/at+jwt",
        "text/at+jwt",
        "at+jwt;charset=utf-8", "application/at+jwt/x",
    ]) func `another type is refused`(type: String?) {
        #expect(throws: ClaimsError.wrongType) { try check(Self.good, type: type, expecting: "at+jwt") }
    }

    @Test func `a prefix that may not be left out stays`() throws {
        // RFC 7515 §4.1.9: only where no other slash follows.
        #expect(throws: ClaimsError.wrongType) {
            try check(Self.good, type: "application/a/b", expecting: "a/b")
        }
        try check(Self.good, type: "application/a/b", expecting: "application/a/b")
    }

    @Test func `an ordinary JWT has the type JWT or none, and no special one passes for it`() throws {
        for type in [nil, "JWT", "jwt", "application/jwt"] { try check(Self.good, type: type) }
        for type in ["at+jwt", "logout+jwt", "application/dpop+jwt", ""] {
            #expect(throws: ClaimsError.wrongType) { try check(Self.good, type: type) }
        }
    }

    @Test func `case is folded in ASCII only`() {
        // To Unicode, the lower case of the Kelvin sign is a k.
        #expect(throws: ClaimsError.wrongType) {
            try check(Self.good, type: "\u{212A}b+jwt", expecting: "kb+jwt")
        }
    }
}
