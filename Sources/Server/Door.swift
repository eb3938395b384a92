import Accounts
import Audit
import Cryptography
import Database
import Hummingbird
import Identity
import OpenIDConnect
import Storage
import Wire

/// Where every sign-in ends, by whichever way it came: one transaction that opens a fresh session, ends the browser's
/// old one, and writes the audit event.
struct Door: Sendable {
    let database: Database
    let clock: any WallClock
    let random: any RandomSource

    /// - Parameter prove: finds, in the same transaction, what was proven, and does what else belongs to it.
    /// - Returns: the cookie of the new session; `nil` when the account is disabled.
    func enter(
        _ opened: InteractionDesk.Opened, _ request: Request, _ context: ProviderRequestContext,
        prove: @escaping @Sendable (WriteTransaction, Instant) throws -> SignIn.Proof
    ) async throws -> BrowserSecret<SessionCookie>? {
        let origin = context.origin
        let client = opened.client.id
        let interaction = opened.id
        let old = request.cookie(SessionCookie.self)
        let cookie = BrowserSecret<SessionCookie>(random: random)
        let id = SessionID(Base64URL.encode(random.bytes(16)))
        let now = clock.now
        return try await database.write { transaction -> BrowserSecret<SessionCookie>? in
            let proof = try prove(transaction, now)
            let isEnabled = try transaction.people.isEnabled(proof.person)
            let session = SignIn.session(for: proof, isEnabled: isEnabled, id: id, at: now)
            try transaction.audit.append(
                AuditEvent(
                    moment: now, action: .signIn, outcome: session == nil ? .refused("account-disabled") : .success,
                    actor: .person(proof.person), origin: origin, client: client.text, session: session?.id.text))
            guard let session else { return nil }
            try transaction.sessions.open(session, cookie: cookie)
            // Idle or not: to the platforms that know it, it would go on beside the new one.
            if let old, let previous = try transaction.sessions.idleOrLive(old, at: now) {
                // Whoever proves to be the same person once more doesn't begin anew: what excludes what goes on.
                if previous.person == session.person {
                    try transaction.sessions.carry(from: previous.id, to: session.id)
                }
                try transaction.sessions.end(previous.id, at: now)
                try transaction.audit.append(
                    AuditEvent(
                        moment: now, action: .signOut, actor: .person(previous.person), origin: origin,
                        client: client.text, session: previous.id.text))
            }
            try transaction.interactions.forgetAnswers(interaction)
            return cookie
        }
    }
}
