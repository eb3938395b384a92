import Database
import Identity
import OpenIDConnect
import Storage

/// Finds somebody whom the state knows by twelve digits, or enters them before they first sign in with VNeID. Somebody
/// who is in the records already is no newcomer: nothing is changed or written then.
package struct EnterNewcomer: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Parameter name: what a newcomer is called until VNeID says it.
    package func run(_ number: CitizenNumber, name: String?, _ act: Act) async throws -> PersonID {
        let newcomer = try installation.newPersonID()
        return try await installation.database.write { transaction in
            if let known = try transaction.people.find(.citizen(number)) { return known }
            try transaction.enter(newcomer, number, name: name, act)
            return newcomer
        }
    }
}

extension WriteTransaction {
    /// Enters a newcomer, and writes it down. The number itself stands in no log.
    func enter(_ newcomer: PersonID, _ number: CitizenNumber, name: String?, _ act: Act) throws {
        let claims = PersonClaims(
            name: name, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
        try people.add(newcomer, claims, known: .citizen(number), at: act.now)
        try audit.append(act.event(.accountAdd, object: newcomer.text))
    }
}
