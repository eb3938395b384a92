import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// Security Event Tokens (RFC 8417) of the events of CAEP 1.0 and RISC 1.0, in the shape of OpenID SSF 1.0 §4.
@Suite struct SecurityEventTokenTests {
    private static let caep = "https://schemas.openid.net/secevent/caep/event-type/"
    private static let risc = "https://schemas.openid.net/secevent/risc/event-type/"

    private func token(
        _ event: SecurityEvent, session: SessionID? = nil, to client: Client? = nil
    ) throws -> (header: JWSHeader, claims: JSONObject) {
        let text = try SecurityEventToken(
            TokenID(stored: "24c63fb56e5a2d77a6b512616ca9fa24"), type: event.type.rawValue,
            details: event.details(at: .noon), about: .person(try Sample.person(), session: session), at: .noon,
            to: try client ?? Sample.client(), issuer: try Sample.issuer(), subjects: Sample.subjects
        ).signed(try Sample.issuer(), keys: Sample.keys())
        let verified = try UnverifiedJWT(parsing: text).verified(by: try Sample.keys().published)
        return (verified.header, verified.claims)
    }

    private func person(_ client: Client) throws -> JSONValue {
        [
            "format": "iss_sub", "iss": "https://sso.hue.test",
            "sub": .string(Sample.subjects.subject(of: try Sample.person(), for: client.subjectType)),
        ]
    }

    /// CAEP 1.0 §3.1, figure "Example: Session Revoked", with the subject of RFC 9493 §3.2.3.
    @Test func `a session that is revoked is told by issuer and subject, and the session by its sid`() throws {
        let client = try Sample.client()
        let (header, claims) = try token(.sessionRevoked, session: SessionID("session"))
        #expect(header.type == "secevent+jwt")
        #expect(
            claims == [
                "iss": "https://sso.hue.test", "jti": "24c63fb56e5a2d77a6b512616ca9fa24",
                "iat": .integer(Instant.noon.secondsSince1970), "aud": "platform",
                "sub_id": [
                    "format": "complex", "user": try person(client),
                    "session": [
                        "format": "opaque",
                        "id": .string(Sample.subjects.sessionID(of: SessionID("session"), for: client.id)),
                    ],
                ],
                "events": [
                    "https://schemas.openid.net/secevent/caep/event-type/session-revoked": [
                        "event_timestamp": .integer(Instant.noon.secondsSince1970)
                    ]
                ],
            ])
    }

    /// CAEP 1.0 §3.2, §3.3; RISC 1.0 §2.2, §2.3.
    @Test(
        arguments: [
            (
                .credentialChange(.password, .update), caep + "credential-change",
                ["credential_type": "password", "change_type": "update"]
            ),
            (
                .credentialChange(.app, .delete), caep + "credential-change",
                ["credential_type": "app", "change_type": "delete"]
            ),
            (
                .assuranceRaised(from: .one, to: .two), caep + "assurance-level-change",
                [
                    "namespace": "https://hue.gov.vn/acr", "current_level": "https://hue.gov.vn/acr/2",
                    "previous_level": "https://hue.gov.vn/acr/1", "change_direction": "increase",
                ]
            ),
            (.accountDisabled, risc + "account-disabled", [:]), (.accountEnabled, risc + "account-enabled", [:]),
        ] as [(SecurityEvent, String, JSONObject)])
    func `each event has the members of its specification`(
        event: SecurityEvent, type: String, members: JSONObject
    ) throws {
        let (_, claims) = try token(event)
        let events = try #require(claims["events"]?.object)
        #expect(events.names == [type])
        for member in members.members { #expect(events[type]?.object?[member.name] == member.value, "\(member.name)") }
        #expect(try claims["sub_id"] == person(Sample.client()))
    }

    /// SSF 1.0 §4.1.1, §4.1.7: neither `sub` nor `exp`, so that it is taken for no ID token.
    @Test func `it has no sub, no exp and no nonce, and is no hint of an ID token`() throws {
        let (_, claims) = try token(.accountDisabled)
        for name in ["sub", "exp", "nonce", "sid"] { #expect(claims[name] == nil, "\(name)") }
        let text = try SecurityEventToken(
            TokenID(stored: "a"), type: SecurityEventType.accountDisabled.rawValue, details: [:],
            about: .person(try Sample.person(), session: nil), at: .noon, to: try Sample.client(),
            issuer: try Sample.issuer(), subjects: Sample.subjects
        ).signed(try Sample.issuer(), keys: Sample.keys())
        #expect(try IDTokenHint(text, keys: Sample.keys(), issuer: Sample.issuer()) == nil)
    }

    @Test func `another client knows person and session by other names`() throws {
        let other = try Sample.client("other") { $0.redirectURIs = ["https://other.hue.test/callback"] }
        let here = try token(.sessionRevoked, session: SessionID("s")).claims["sub_id"]?.object
        let there = try token(.sessionRevoked, session: SessionID("s"), to: other).claims["sub_id"]?.object
        for name in ["user", "session"] { #expect(here?[name] != nil && here?[name] != there?[name], "\(name)") }
    }
}
