import Identity
import JOSE
import Keys
import OpenIDConnect
import Storage

/// Makes the token of an event that waits, for the one who is told it.
package struct SecurityEventSigning: Sendable {
    private let issuer: Issuer
    private let keys: KeyRing
    private let subjects: PairwiseSubjects

    package init(issuer: Issuer, keys: KeyRing, subjects: PairwiseSubjects) {
        self.issuer = issuer
        self.keys = keys
        self.subjects = subjects
    }

    func token(
        _ event: WaitingSecurityEvent, of stream: EventStream, to client: Client
    ) throws(JOSEError) -> String {
        let subject: SecurityEventToken.Subject =
            if let person = event.person { .person(person, session: event.session) } else { .stream(stream.id) }
        return try SecurityEventToken(
            event.id, type: event.type, details: event.details, about: subject, at: event.begun, to: client,
            issuer: issuer, subjects: subjects
        ).signed(issuer, keys: keys.current)
    }
}
