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

    package func run(_ person: KnownPerson) async throws -> [Listing] {
        try await installation.database.read { [clients = installation.clients] transaction in
            try transaction.consents.all(of: person.id).map { consent in
                Listing(
                    client: consent.client, clientName: try clients.client(consent.client, in: transaction)?.name,
                    scopes: consent.scopes, givenAt: consent.givenAt)
            }
        }
    }
}
