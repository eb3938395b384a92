import Identity
import JOSE
import Wire

/// What tells a client that somebody's session has ended (OpenID Connect Back-Channel Logout §2.4): claims that are signed
/// with the algorithm of the client's ID tokens and sent by us, without a browser.
///
/// It names the person as the client knows them and, where one session has ended and not all of them, that session. It never
/// has a nonce, and is of a type of its own, so that it passes for no ID token.
package struct LogoutToken: Hashable, Sendable {
    private let subject: String
    private let sessionID: String?
    private let client: Client

    /// `typ` of its header (§2.4, RFC 8725 §3.11).
    package static let type = "logout+jwt"
    /// The one member of `events`.
    package static let event = "http://schemas.openid.net/event/backchannel-logout"
    /// How long it counts: the specification advises two minutes at most.
    package static let lifetime = Duration.minutes(2)

    /// - Parameter session: the one that has ended; `nil` when all that the client knows of the person shall end.
    package init(_ person: PersonID, session: SessionID?, to client: Client, subjects: PairwiseSubjects) {
        self.client = client
        subject = subjects.subject(of: person, for: client.subjectType)
        sessionID = session.map { subjects.sessionID(of: $0, for: client.id) }
    }

    /// Signs it for one attempt to deliver it.
    /// - Parameter id: `jti`; a fresh one for each attempt, as a client may refuse one that it has seen.
    package func signed(
        _ id: TokenID, issuer: Issuer, keys: SigningKeys, at now: Instant
    ) throws(JOSEError) -> String {
        var claims: JSONObject = [
            "iss": .string(issuer.text), "sub": .string(subject), "aud": .string(client.id.text),
            "iat": .integer(now.secondsSince1970), "exp": .integer((now + Self.lifetime).secondsSince1970),
            "jti": .string(id.text), "events": [Self.event: [:]],
        ]
        claims["sid"] = sessionID.map(JSONValue.string)
        return try keys.sign(claims, type: Self.type, with: client.idTokenAlgorithm)
    }
}
