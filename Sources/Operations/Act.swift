import Audit
import Identity

/// Who acts, from where, and when. Every act takes one: its transaction holds what changes and the one event that says
/// so, with this moment, actor and origin.
package struct Act: Sendable {
    package let actor: AuditEvent.Actor
    package let origin: AuditEvent.Origin
    package let now: Instant

    package init(actor: AuditEvent.Actor, origin: AuditEvent.Origin, now: Instant) {
        self.actor = actor
        self.origin = origin
        self.now = now
    }

    /// What is written down of an act.
    /// - Parameter actor: who it turned out to be, where that is known only when the act is done.
    func event(
        _ action: AuditEvent.Action, _ outcome: AuditEvent.Outcome = .success, by actor: AuditEvent.Actor? = nil,
        client: String? = nil, session: String? = nil, object: String? = nil
    ) -> AuditEvent {
        AuditEvent(
            moment: now, action: action, outcome: outcome, actor: actor ?? self.actor, origin: origin,
            client: client, session: session, object: object)
    }
}
