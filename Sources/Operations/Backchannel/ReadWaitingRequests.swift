import Accounts
import Database
import Identity
import OpenIDConnect
import Storage

/// What waits for whoever is signed in with a browser (CIBA Core §8).
package struct ReadWaitingRequests: Sendable {
    private let database: Database
    private let clients: CurrentClients

    package init(_ installation: Installation) {
        database = installation.database
        clients = installation.clients
    }

    package struct Listing: Sendable {
        package let signedIn: SignedIn
        package let requests: [Waiting]
    }

    /// A request, and who asks.
    package struct Waiting: Sendable {
        package let request: BackchannelAuthentication
        package let client: Client
    }

    /// - Returns: `nil` where nobody is signed in.
    package func list(_ session: BrowserSecret<SessionCookie>?, at now: Instant) async throws -> Listing? {
        try await database.read { [clients] transaction in
            guard let signedIn = try transaction.signedIn(session, at: now) else { return nil }
            let requests = try transaction.backchannelRequests.waiting(
                for: signedIn.session.person, at: now,
                atMost: Int(BeginBackchannelAuthentication.limitOfPerson))
            return Listing(
                signedIn: signedIn,
                requests: try requests.compactMap { request in
                    // What its client may ask no longer, nobody is asked.
                    guard let client = try clients.client(request.client, in: transaction), client.isEnabled,
                        client.grants.contains(.ciba)
                    else { return nil }
                    return Waiting(request: request, client: client)
                })
        }
    }
}
