import Cryptography
import Identity

/// Turns what a person has proven into a session. Every way in ends here, so that what must hold for all of them (the
/// account is enabled, the session is new) can't be forgotten by one.
package enum SignIn {
    /// What a person proved.
    package enum Proof: Sendable {
        /// The right password of a local account.
        case password(PersonID)
        /// An identity that VNeID vouched for, found or entered as a person by its number.
        case upstream(PersonID, AuthenticationLevel)

        package var person: PersonID {
            switch self {
            case .password(let person), .upstream(let person, _): person
            }
        }
    }

    /// The session that a proof opens: always a fresh one, whatever the browser held before.
    /// - Parameter isEnabled: whether the person's account is enabled now, read in the same transaction.
    package static func session(
        for proof: Proof, isEnabled: Bool, id: SessionID, at now: Instant
    ) -> Session? {
        guard isEnabled else { return nil }
        switch proof {
        case .password(let person):
            return Session(
                id: id, person: person,
                authentication: Authentication(moment: now, level: .one, methods: [.password]), lastSeen: now)
        case .upstream(let person, let level):
            let methods: [AuthenticationMethod] = level >= .two ? [.vneid, .multipleFactors] : [.vneid]
            return Session(
                id: id, person: person,
                authentication: Authentication(moment: now, level: level, methods: methods), lastSeen: now)
        }
    }
}
