import Identity
import OpenIDConnect
import Storage

/// Takes back what somebody has agreed to at a platform: all that rests on it ends, what outlives sessions too, the platform
/// is told, and it has to ask again.
package struct WithdrawConsent: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Returns: `false` where they had agreed to nothing there.
    package func run(_ person: KnownPerson, from client: ClientID, _ act: Act) async throws -> Bool {
        try await installation.settle(
            act, .consentWithdrawal, client: client.text, object: person.auditName
        ) { transaction in
            guard try transaction.consents.withdraw(of: person.id, from: client) else { return false }
            try transaction.authorizations.revokeAll(of: person.id, by: client, at: act.now)
            return true
        }
    }
}
