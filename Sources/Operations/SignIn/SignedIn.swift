import Accounts
import Database
import Identity
import Storage

/// A live session, and how its person is called.
package struct SignedIn: Sendable {
    package let session: Session
    package let name: String
}

extension Transaction {
    package func signedIn(_ cookie: BrowserSecret<SessionCookie>?, at now: Instant) throws -> SignedIn? {
        guard let cookie, let session = try sessions.find(cookie, at: now) else { return nil }
        return SignedIn(session: session, name: try people.claims(of: session.person)?.name ?? "")
    }
}
