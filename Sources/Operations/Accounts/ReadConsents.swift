import Accounts
import Database
import Identity
import OpenIDConnect
import Storage

/// What somebody has agreed that platforms may learn.
package struct ReadConsents: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package struct Listing: Hashable, Sendable {
        package let client: ClientID
        package let clientName: String?
        package let scopes: Set<Scope>
        package let givenAt: Instant
    }

    /// The same for whoever is signed in with a browser.
    package struct Own: Sendable {
        package let signedIn: SignedIn
        package let consents: [Listing]
    }

    package func run(_ person: KnownPerson) async throws -> [Listing] {
        try await installation.database.read { transaction in try listing(of: person.id, in: transaction) }
    }

    /// - Returns: `nil` where nobody is signed in.
    package func list(_ session: BrowserSecret<SessionCookie>?, at now: Instant) async throws -> Own? {
        try await installation.database.read { transaction in
            guard let signedIn = try transaction.signedIn(session, at: now) else { return nil }
            return Own(signedIn: signedIn, consents: try listing(of: signedIn.session.person, in: transaction))
        }
    }

    private func listing(of person: PersonID, in transaction: ReadTransaction) throws -> [Listing] {
        try transaction.consents.all(of: person).map { consent in
            Listing(
                client: consent.client,
                clientName: try installation.clients.client(consent.client, in: transaction)?.name,
                scopes: consent.scopes, givenAt: consent.givenAt)
        }
    }
}
