import Accounts
import Audit
import Database
import Identity
import JOSE
import OpenIDConnect
import Storage
import Wire

/// Ends a session, by a platform's wish (OpenID Connect RP-Initiated Logout 1.0) or the person's own.
package struct SignOut: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let issuer: Issuer

    package init(_ installation: Installation, issuer: Issuer) {
        database = installation.database
        clients = installation.clients
        self.issuer = issuer
    }

    /// A request to end the session, and the session of the browser that brings it.
    /// - Throws: `LogoutRefusal` for a request that can't be followed.
    package func read(
        _ parameters: FormParameters, _ session: BrowserSecret<SessionCookie>?, keys: SigningKeys, at now: Instant
    ) async throws -> (request: LogoutRequest, signedIn: SignedIn?) {
        let sender = try LogoutRequest.Sender(parameters, keys: keys, issuer: issuer)
        return try await database.read { [clients] transaction in
            let client = try sender.clientID.flatMap { try clients.client($0, in: transaction) }
            let request = try LogoutRequest(parameters, sender: sender, client: client)
            return (request, try transaction.signedIn(session, at: now))
        }
    }

    /// Who is signed in with a browser.
    package func signedIn(_ session: BrowserSecret<SessionCookie>?, at now: Instant) async throws -> SignedIn? {
        try await database.read { transaction in try transaction.signedIn(session, at: now) }
    }

    package func end(_ session: Session, client: ClientID?, _ act: Act) async throws {
        let event = act.event(
            .signOut, by: .person(session.person), client: client?.text, session: session.id.text)
        try await database.write { transaction in
            try transaction.sessions.end(session.id, at: act.now)
            try transaction.audit.append(event)
        }
    }
}
