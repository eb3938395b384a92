import Accounts
import Audit
import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage
import Wire

/// Where every sign-in ends, by whichever way it came, inside the transaction that has checked what was proven: the
/// account is enabled or there is no session, a fresh session is opened, the browser's old one ends, and the event is
/// written.
package struct SessionOpening: Sendable {
    private let cookie: BrowserSecret<SessionCookie>
    private let id: SessionID

    /// Draws what is random before the transaction begins.
    init(random: any RandomSource) {
        cookie = BrowserSecret(random: random)
        id = SessionID(Base64URL.encode(random.bytes(16)))
    }

    /// - Returns: the cookie of the new session; `nil` when the account is disabled.
    func open(
        _ person: PersonID, _ factors: Factors, at place: SignInPlace, _ act: Act, in transaction: WriteTransaction
    ) throws -> BrowserSecret<SessionCookie>? {
        guard try transaction.people.isEnabled(person) else {
            try transaction.audit.append(
                act.event(
                    .signIn, .refused("account-disabled"), by: .person(person), client: place.client?.text))
            return nil
        }
        let session = Session(
            id: id, person: person, authentication: factors.authentication(at: act.now), lastSeen: act.now)
        try transaction.audit.append(
            act.event(.signIn, by: .person(person), client: place.client?.text, session: session.id.text))
        try transaction.sessions.open(session, cookie: cookie)
        try end(place, before: session, act, in: transaction)
        if let interaction = place.interaction {
            try transaction.interactions.recordSignIn(interaction, opened: session.id)
        }
        return cookie
    }

    /// Ends the browser's old session, idle or not: to the platforms that know it, it would go on beside the new one.
    private func end(
        _ place: SignInPlace, before session: Session, _ act: Act, in transaction: WriteTransaction
    ) throws {
        guard let old = place.session, let previous = try transaction.sessions.idleOrLive(old, at: act.now) else {
            return
        }
        // Whoever proves to be the same person once more doesn't begin anew: what excludes what goes on.
        if previous.person == session.person { try transaction.sessions.carry(from: previous.id, to: session.id) }
        try transaction.sessions.end(previous.id, at: act.now)
        try transaction.audit.append(
            act.event(
                .signOut, by: .person(previous.person), client: place.client?.text, session: previous.id.text))
    }
}

/// Where somebody signs in: at which browser, and for which demand, if it is for one.
package struct SignInPlace: Sendable {
    let interaction: InteractionID?
    let client: ClientID?
    /// The session that the browser holds.
    let session: BrowserSecret<SessionCookie>?

    package init(interaction: InteractionID?, client: ClientID?, session: BrowserSecret<SessionCookie>?) {
        self.interaction = interaction
        self.client = client
        self.session = session
    }
}
