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
    let database: SQLiteDatabase
    let clock: any WallClock
    let random: any RandomSource

    /// - Parameter also: what else belongs to this sign-in, in the same transaction.
    /// - Returns: the cookie of the new session; `nil` when the account is disabled.
    func enter(
        _ proof: SignIn.Proof, _ opened: InteractionDesk.Opened, _ request: Request,
        _ context: ProviderRequestContext,
        also: @escaping @Sendable (WriteTransaction) throws(DatabaseError) -> Void = { _ in }
    ) async throws(DatabaseError) -> BrowserSecret<SessionCookie>? {
        let origin = context.origin
        let client = opened.client.id
        let old = request.cookie(SessionCookie.self)
        let cookie = BrowserSecret<SessionCookie>(random: random)
        let id = SessionID(Base64URL.encode(random.bytes(16)))
        let now = clock.now
        return try await database.write { transaction throws(DatabaseError) in
            let isEnabled = try transaction.isEnabled(proof.person)
            let session = SignIn.session(for: proof, isEnabled: isEnabled, id: id, at: now)
            try transaction.append(
                AuditEvent(
                    moment: now, action: .signIn, outcome: session == nil ? .refused("account-disabled") : .success,
                    actor: .person(proof.person), origin: origin, client: client.text, session: session?.id.text))
            guard let session else { return nil }
            if let old, let previous = try transaction.session(old, at: now) {
                try transaction.end(previous.id, at: now)
            }
            try also(transaction)
            try transaction.open(session, cookie: cookie)
            return cookie
        }
    }
}
