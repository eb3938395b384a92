import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@Suite struct LogoutTokenTests {
    private func claims(
        _ client: Client, session: SessionID? = SessionID("session"), at now: Instant = .noon
    ) throws -> (header: JWSHeader, claims: JSONObject) {
        let text = try LogoutToken(try Sample.person(), session: session, to: client, subjects: Sample.subjects)
            .signed(TokenID(stored: "bWJq"), issuer: Sample.issuer(), keys: Sample.keys(), at: now)
        let token = try UnverifiedJWT(parsing: text).verified(by: try Sample.keys().published)
        return (token.header, token.claims)
    }

    /// Back-Channel Logout §2.4: what its example has.
    @Test func `it says who, which session, what has happened, and how long it counts`() throws {
        let client = try Sample.client()
        let (header, claims) = try claims(client)
        #expect(header.type == "logout+jwt")
        let subject = Sample.subjects.subject(of: try Sample.person(), for: client.subjectType)
        #expect(
            claims == [
                "iss": "https://sso.hue.test", "sub": .string(subject),
                "aud": "platform", "iat": .integer(Instant.noon.secondsSince1970),
                "exp": .integer(Instant.noon.secondsSince1970 + 120), "jti": "bWJq",
                "events": ["http://schemas.openid.net/event/backchannel-logout": [:]],
                "sid": .string(Sample.subjects.sessionID(of: SessionID("session"), for: client.id)),
            ])
    }

    @Test func `where all sessions have ended it names none, and it never has a nonce`() throws {
        let (_, claims) = try claims(try Sample.client(), session: nil)
        #expect(claims["sid"] == nil && claims["sub"] != nil && claims["nonce"] == nil)
    }

    @Test(arguments: ClientRegistration.idTokenAlgorithms)
    func `it is signed with the algorithm of the client's ID tokens`(algorithm: SignatureAlgorithm) throws {
        let (header, _) = try claims(try Sample.client { $0.idTokenAlgorithm = algorithm.rawValue })
        #expect(header.algorithm == algorithm)
    }

    @Test func `another client knows person and session by other names`() throws {
        let (_, here) = try claims(try Sample.client())
        let (_, there) = try claims(
            try Sample.client("other") { $0.redirectURIs = ["https://other.hue.test/callback"] })
        for name in ["sub", "sid"] { #expect(here[name] != there[name], "\(name)") }
    }

    @Test func `it is no hint of an ID token`() throws {
        let text = try LogoutToken(
            try Sample.person(), session: nil, to: try Sample.client(), subjects: Sample.subjects
        ).signed(TokenID(stored: "a"), issuer: Sample.issuer(), keys: Sample.keys(), at: .noon)
        #expect(try IDTokenHint(text, keys: Sample.keys(), issuer: Sample.issuer()) == nil)
    }

    // MARK: When to try again

    @Test func `the pause doubles up to a quarter of an hour, and the last attempt is at the end`() {
        let retry = LogoutRetry(givingUpAfter: .hours(1))
        var (now, pauses): (Instant, [Int64]) = (.noon, [])
        for attempts in 1...100 {
            guard let next = retry.next(after: attempts, since: .noon, at: now) else { break }
            pauses.append((next - now).wholeSeconds)
            now = next
        }
        #expect(pauses == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 525])
        #expect(now == .noon + .hours(1))
    }

    // MARK: Registration

    @Test(
        arguments: [
            ("https://rp.hue.test/out", true), ("https://rp.hue.test/out?x=1", true),
            ("http://localhost:8070/out", true),
            ("http://127.0.0.1/out", true), ("http://rp.hue.test/out", false), ("https://rp.hue.test/out#f", false),
            ("https://u@rp.hue.test/out", false), ("vn.hue.app:/out", false), ("/out", false),
            ("https://rp.hue.test/a/../out", false),
        ])
    func `a logout address is absolute, https or on this machine, and has no fragment`(text: String, isGood: Bool) {
        let client = try? Sample.client { $0.backchannelLogoutURI = text }
        #expect((client != nil) == isGood)
        #expect(client?.backchannelLogout?.uri.text == (isGood ? text : nil))
    }

    @Test func `a session is required of an address, and an address of somebody who signs people in`() throws {
        #expect(throws: ClientRegistrationError.logoutSessionWithoutAddress) {
            try Sample.client { $0.backchannelLogoutSessionRequired = true }
        }
        #expect(throws: ClientRegistrationError.logoutWithoutPeople) {
            try Sample.service { $0.backchannelLogoutURI = "https://lgsp.hue.test/out" }
        }
    }

    /// Front-Channel Logout §2.
    @Test(
        arguments: [
            ("https://rp.hue.test/out", true), ("https://rp.hue.test:8443/out", false),
            ("https://evil.test/out", false),
            ("http://rp.hue.test/out", false), ("https://rp.hue.test/out#f", false),
        ])
    func `a page that browsers load is of the client's own`(text: String, isGood: Bool) {
        let client = try? Sample.client { $0.frontchannelLogoutURI = text }
        #expect((client != nil) == isGood)
    }

    @Test func `a platform's own metadata says it, and what is registered is read again`() throws {
        let metadata: JSONObject = [
            "redirect_uris": ["https://rp.hue.test/callback"], "backchannel_logout_uri": "https://rp.hue.test/out",
            "backchannel_logout_session_required": true,
        ]
        let client = try ClientRegistration(id: "p", metadata: metadata).client(secret: SecretHash(of: "s"))
        #expect(try client.backchannelLogout == LogoutAddress("https://rp.hue.test/out", requiresSession: true))
        let again = try ClientRegistration(client).client(secret: SecretHash(of: "s"))
        #expect(again == client)
        #expect(throws: ClientRegistrationError.wrongType(member: "backchannel_logout_session_required")) {
            try ClientRegistration(id: "p", metadata: ["backchannel_logout_session_required": "true"])
        }
    }
}
