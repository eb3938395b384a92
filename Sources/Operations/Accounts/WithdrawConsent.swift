import Database
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
        ) { transaction in try transaction.withdrawConsent(of: person.id, from: client, at: act.now) }
    }

    /// The same by whoever is signed in, of their own.
    /// - Returns: `false` where they had agreed to nothing there, or their session has ended since it was looked at.
    package func run(_ client: ClientID, by signedIn: SignedIn, _ act: Act) async throws -> Bool {
        let person = signedIn.session.person
        return try await installation.settle(
            act, .consentWithdrawal, client: client.text, object: person.text
        ) { transaction in
            guard try transaction.stands(signedIn) else { return false }
            return try transaction.withdrawConsent(of: person, from: client, at: act.now)
        }
    }
}

extension WriteTransaction {
    fileprivate func withdrawConsent(of person: PersonID, from client: ClientID, at now: Instant) throws -> Bool {
        guard try consents.withdraw(of: person, from: client) else { return false }
        try authorizations.revokeAll(of: person, by: client, at: now)
        return true
    }
}
