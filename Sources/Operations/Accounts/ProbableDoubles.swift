import Accounts
import Database
import Identity
import Storage

/// People in the records who are probably one human: somebody with an account of the city's, and somebody else of the
/// same name who was born on the same day. What is joined already isn't listed.
package struct ProbableDoubles: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package struct Double: Hashable, Sendable {
        package let username: Username
        package let person: PersonID
        package let name: String
        package let birthdate: Birthdate
        /// Who else is called so.
        package let other: PersonID
        /// An account of the other's, which then is one of two.
        package let otherUsername: Username?
    }

    /// By user name. Names are compared without regard to case: VNeID writes some in capitals.
    package func run() async throws -> [Double] {
        try await installation.database.read { transaction in
            var doubles: [Double] = []
            for account in try transaction.localAccounts.all() {
                guard let profile = try transaction.people.profile(of: account.person),
                    let name = profile.name, let birthdate = profile.birthdate
                else { continue }
                for other in try transaction.people.people(born: birthdate)
                where other.id != account.person && other.name.isSameName(as: name) {
                    doubles.append(
                        Double(
                            username: account.username, person: account.person, name: name, birthdate: birthdate,
                            other: other.id,
                            otherUsername: try transaction.localAccounts.find(of: other.id)?.username))
                }
            }
            return doubles
        }
    }
}

extension String {
    /// Whether both name somebody in the same words, whatever the case. Compared as text, as records of before have
    /// other spellings of the same letters.
    func isSameName(as other: String) -> Bool { lowercased() == other.lowercased() }
}
