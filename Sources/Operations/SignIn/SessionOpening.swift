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
///
/// Only where the same person has signed in meanwhile, in another tab of the same browser, and in a way that this demand
/// is content with, does that session stay: what another platform has of it would end with it.
package struct SessionOpening: Sendable {
    private let cookie: BrowserSecret<SessionCookie>
    private let id: SessionID

    /// Draws what is random before the transaction begins.
    init(random: any RandomSource) {
        cookie = BrowserSecret(random: random)
        id = SessionID(Base64URL.encode(random.bytes(16)))
    }

    /// - Parameters:
    ///   - moment: when the person proved who they are; now, where that was here.
    ///   - object: what the events name besides.
    /// - Returns: the cookie of the session; `nil` when the account is disabled.
    func open(
        _ person: PersonID, _ factors: Factors, provenAt moment: Instant? = nil, at place: SignInPlace, _ act: Act,
        object: String? = nil, in transaction: WriteTransaction
    ) throws -> BrowserSecret<SessionCookie>? {
        guard try transaction.people.isEnabled(person) else {
            try transaction.audit.append(
                act.event(
                    .signIn, .refused("account-disabled"), by: .person(person), client: place.client?.text,
                    object: object))
            return nil
        }
        // Proof of the person wakes their staff account; what the account itself proves opens nothing while it sleeps.
        if try transaction.staffAccounts.recordSignIn(person, at: act.now) {
            try transaction.audit.append(act.event(.staffRevival, by: .person(person), object: person.text))
        }
        if let kept = try transaction.sessionToKeep(of: person, at: place, act.now),
            kept.session.authentication.level >= factors.level
        {
            try transaction.keep(kept.session, at: place, act, object: object)
            return kept.cookie
        }
        let session = Session(
            id: id, person: person, authentication: factors.authentication(at: moment ?? act.now), lastSeen: act.now)
        try transaction.audit.append(
            act.event(
                .signIn, by: .person(person), client: place.client?.text, session: session.id.text, object: object))
        try transaction.sessions.open(session, cookie: cookie)
        try end(place, before: session, act, in: transaction)
        if let interaction = place.interaction {
            try transaction.interactions.recordSignIn(interaction, opened: session.id)
            try transaction.begunSignIns.end(in: interaction)
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
        if previous.person == session.person {
            try transaction.sessions.carry(from: previous.id, to: session.id, at: act.now)
        }
        try transaction.sessions.end(previous.id, at: act.now)
        try transaction.audit.append(
            act.event(
                .signOut, by: .person(previous.person), client: place.client?.text, session: previous.id.text))
    }
}

extension WriteTransaction {
    /// The browser's live session, if it is this person's, and all that the demand asks of a sign-in.
    func sessionToKeep(
        of person: PersonID, at place: SignInPlace, _ now: Instant
    ) throws -> (session: Session, cookie: BrowserSecret<SessionCookie>)? {
        guard let cookie = place.session, let demand = place.demand,
            let session = try sessions.find(cookie, at: now), session.person == person,
            demand.isContent(with: session.authentication, at: now)
        else { return nil }
        return (session, cookie)
    }

    /// Leaves a session as it is, though its person has proven once more who they are. That is written down; for the demand
    /// they have only said who they are: how fresh the session is, is asked again where it is answered.
    func keep(_ session: Session, at place: SignInPlace, _ act: Act, object: String? = nil) throws {
        try sessions.recordSeen(session, at: act.now)
        if let interaction = place.interaction {
            try interactions.confirmAccount(interaction, in: session.id)
            try begunSignIns.end(in: interaction)
        }
        try audit.append(
            act.event(
                .signIn, by: .person(session.person), client: place.client?.text, session: session.id.text,
                object: object))
    }
}

/// Where somebody signs in: at which browser, and for which demand, if it is for one.
package struct SignInPlace: Sendable {
    let interaction: InteractionID?
    let client: ClientID?
    /// The session that the browser holds.
    let session: BrowserSecret<SessionCookie>?
    let demand: SignInDemand?

    package init(
        interaction: InteractionID?, client: ClientID?, session: BrowserSecret<SessionCookie>?,
        demand: SignInDemand? = nil
    ) {
        self.interaction = interaction
        self.client = client
        self.session = session
        self.demand = demand
    }
}
