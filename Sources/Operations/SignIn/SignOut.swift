import Accounts
import Audit
import Database
import Identity
import JOSE
import OpenIDConnect
import Storage
import Wire

/// Ends a session, by a platform's wish (OpenID Connect RP-Initiated Logout 1.0) or the person's own: idle or not. Who
/// works at a platform isn't seen by us, and so most who sign out are idle here; what platforms know of the session would
/// go on.
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
    ) async throws -> (request: LogoutRequest, holder: SignedIn?) {
        let sender = try LogoutRequest.Sender(parameters, keys: keys, issuer: issuer)
        return try await database.read { [clients] transaction in
            let client = try sender.clientID.flatMap { try clients.client($0, in: transaction) }
            let request = try LogoutRequest(parameters, sender: sender, client: client)
            return (request, try transaction.holder(of: session, at: now))
        }
    }

    /// Whose session a browser holds, idle or not.
    package func holder(of session: BrowserSecret<SessionCookie>?, at now: Instant) async throws -> SignedIn? {
        try await database.read { transaction in try transaction.holder(of: session, at: now) }
    }

    /// What the platforms have heard of the end of the session that a browser had; `nil` where it hasn't ended.
    package func progress(
        of session: BrowserSecret<SessionCookie>, at now: Instant
    ) async throws -> SessionProgress? {
        try await database.read { [clients] transaction in
            guard let record = try transaction.sessions.record(session), !record.counts(at: now) else { return nil }
            return try transaction.progress(of: record.id, hasEnded: true, clients)
        }
    }

    /// What the browser loads, besides what we tell the platforms ourselves, when its session has ended.
    package func frames(
        of session: BrowserSecret<SessionCookie>, _ subjects: PairwiseSubjects, at now: Instant
    ) async throws -> [LogoutFrame] {
        try await database.read { [clients, issuer] transaction in
            guard let record = try transaction.sessions.record(session), !record.counts(at: now) else { return [] }
            return try transaction.sessions.names(of: record.id).compactMap { known in
                try clients.client(known.client, in: transaction).flatMap {
                    LogoutFrame($0, session: known.session, issuer: issuer, subjects: subjects)
                }
            }
        }
    }

    /// Ends it; one that has ended meanwhile stays as it is.
    package func end(_ session: Session, client: ClientID?, _ act: Act) async throws {
        let event = act.event(
            .signOut, by: .person(session.person), client: client?.text, session: session.id.text)
        try await database.write { transaction in
            guard try transaction.sessions.end(session.id, at: act.now) else { return }
            try transaction.audit.append(event)
        }
    }
}
