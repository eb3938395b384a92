import Identity
import JOSE
import Wire

/// A Security Event Token (RFC 8417): one event, signed for one receiver.
///
/// It has no `exp`, as what happened doesn't stop having happened, and no `sub`: whom it is about stands in `sub_id`
/// (RFC 9493, OpenID SSF 1.0 §4.1.1). With its type of its own it passes for no ID token (RFC 8417 §4.5, RFC 8725 §3.11).
package struct SecurityEventToken: Hashable, Sendable {
    /// `typ` of its header.
    package static let type = "secevent+jwt"
    /// The media type by which it is pushed (RFC 8935 §2.1).
    package static let mediaType = "application/secevent+jwt"

    /// Whom or what an event is about.
    package enum Subject: Hashable, Sendable {
        /// - Parameter session: the one that is meant; `nil` where all that the receiver has of the person is.
        case person(PersonID, session: SessionID?)
        /// The stream itself (SSF 1.0 §8.1.4.1).
        case stream(EventStreamID)
    }

    private let id: TokenID
    private let client: Client
    private let issuedAt: Instant
    private let subject: JSONObject
    private let event: JSONObject

    /// - Parameters:
    ///   - id: `jti`; the same each time that the event is told, as it is by this that it is acknowledged.
    ///   - type: what stands in `events`.
    ///   - details: the members of the event.
    ///   - moment: when we came to know of it.
    package init(
        _ id: TokenID, type: String, details: JSONObject, about subject: Subject, at moment: Instant, to client: Client,
        issuer: Issuer, subjects: PairwiseSubjects
    ) {
        self.id = id
        self.client = client
        issuedAt = moment
        event = JSONObject([(type, .object(details))])
        self.subject =
            switch subject {
            case .stream(let stream): Self.opaque(stream.text)
            case .person(let person, nil): Self.person(person, client, issuer, subjects)
            case .person(let person, let session?):
                [
                    "format": "complex", "user": .object(Self.person(person, client, issuer, subjects)),
                    "session": .object(Self.opaque(subjects.sessionID(of: session, for: client.id))),
                ]
            }
    }

    /// RFC 9493 §3.2.4, §3.2.3.
    private static func opaque(_ id: String) -> JSONObject { ["format": "opaque", "id": .string(id)] }

    private static func person(
        _ person: PersonID, _ client: Client, _ issuer: Issuer, _ subjects: PairwiseSubjects
    ) -> JSONObject {
        [
            "format": "iss_sub", "iss": .string(issuer.text),
            "sub": .string(subjects.subject(of: person, for: client.subjectType)),
        ]
    }

    package func claims(_ issuer: Issuer) -> JSONObject {
        [
            "iss": .string(issuer.text), "jti": .string(id.text), "iat": .integer(issuedAt.secondsSince1970),
            "aud": .string(client.id.text), "sub_id": .object(subject), "events": .object(event),
        ]
    }

    /// Signs it with the algorithm of the client's ID tokens.
    package func signed(_ issuer: Issuer, keys: SigningKeys) throws(JOSEError) -> String {
        try keys.sign(claims(issuer), type: Self.type, with: client.idTokenAlgorithm)
    }
}
