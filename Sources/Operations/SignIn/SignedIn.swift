import Accounts
import Database
import Identity
import Storage

/// Somebody's session, and how the person is called.
package struct SignedIn: Sendable {
    package let session: Session
    package let name: String
}

extension WriteTransaction {
    /// Whether the session that a page was answered in still stands where the answer is acted on: a sign-out, a reset or a
    /// disabling that came between has ended it.
    func stands(_ signedIn: SignedIn) throws -> Bool { try sessions.stands(signedIn.session.id) }
}

extension Transaction {
    package func signedIn(_ cookie: BrowserSecret<SessionCookie>?, at now: Instant) throws -> SignedIn? {
        try signedIn(cookie, openedHere: nil, at: now)
    }

    /// The same for a demand that waits for a person.
    /// - Parameter here: the session that a sign-in of this very demand has opened. Whoever it belongs to isn't asked
    ///   once more, whatever the clocks say: if one of them is wrong, that would never end.
    func signedIn(
        _ cookie: BrowserSecret<SessionCookie>?, openedHere here: SessionID?, at now: Instant
    ) throws -> SignedIn? {
        guard let holder = try holder(of: cookie, at: now) else { return nil }
        let session = holder.session
        return session.isLive(at: now) || session.id == here && session.isAhead(of: now) ? holder : nil
    }

    /// Whose session a browser holds, idle or not: whom a sign-out is about.
    func holder(of cookie: BrowserSecret<SessionCookie>?, at now: Instant) throws -> SignedIn? {
        guard let cookie, let (session, name) = try sessions.idleOrLiveWithName(cookie, at: now) else { return nil }
        return SignedIn(session: session, name: name ?? "")
    }
}
