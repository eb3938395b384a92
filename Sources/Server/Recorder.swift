import Audit
import Database
import Identity
import OpenIDConnect
import Storage

/// Writes down refusals that change nothing else: there, the audit event is the whole transaction.
struct Recorder: Sendable {
    let database: Database
    let clock: any WallClock

    /// - Parameter word: why, in a word of ours that operators search for.
    func refused(
        _ action: AuditEvent.Action, _ word: String, _ context: ProviderRequestContext, client: ClientID? = nil,
        actor: AuditEvent.Actor = .anonymous, session: String? = nil
    ) async throws {
        let event = AuditEvent(
            moment: clock.now, action: action, outcome: .refused(word), actor: actor, origin: context.origin,
            client: client?.text, session: session)
        try await database.write { transaction in try transaction.audit.append(event) }
    }
}
