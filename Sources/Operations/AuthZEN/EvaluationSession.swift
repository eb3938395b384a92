import Audit
import AuthZEN
import Database
import Identity
import Permissions
import Storage
import Wire

/// The evaluations of one request, answered on one state of the permissions; and what has to be written for the answers
/// to be given: roles that now shut others out in a session, and decisions that the policy wants on record.
struct EvaluationSession: Sendable {
    private let evaluations: Evaluations
    private let decisionPoint: DecisionPoint
    private let outcomes: [EvaluationOutcome]
    private let roleUses: [RoleUse]
    private let events: [AuditEvent]

    init(_ evaluations: Evaluations, of asking: AskingPlatform, about callers: Callers) {
        self.evaluations = evaluations
        decisionPoint = asking.decisionPoint
        outcomes = decisionPoint.decide(evaluations, for: callers)
        roleUses = outcomes.compactMap(\.roleUse)
        // Questions that can't be read are on record as a whole request is that can't.
        events =
            (evaluations.areReadable ? [] : [asking.unreadable])
            + outcomes.compactMap(\.audited).map(asking.event)
    }

    /// The message that answers, with the reasons that were asked for. They are found on the same state of the
    /// permissions; but not before the transaction has ended, as nobody should wait for them.
    var response: JSONObject { evaluations.json(outcomes.map(decisionPoint.response)) }

    /// Whether the answers depend on what is written with them, so that they have to be found again where it is.
    var mustBeWritten: Bool { !roleUses.isEmpty || !events.isEmpty }

    func write(in transaction: WriteTransaction, at now: Instant) throws {
        for use in roleUses { try transaction.sessions.exercise(use.role, in: use.session, at: now) }
        for event in events { try transaction.audit.append(event) }
    }
}

extension AskingPlatform {
    fileprivate var unreadable: AuditEvent {
        act.event(.decide, .refused("invalid-request"), client: client.id.text)
    }

    /// A decision as the log has it; about somebody who isn't known, or at no unit, as the platform's own act.
    fileprivate func event(_ audited: AuditedDecision) -> AuditEvent {
        let at = audited.unit.map { "@\($0)" } ?? ""
        let persona = audited.caller.map { $0.persona.text + ", " } ?? ""
        return act.event(
            .decide, audited.refusal.map { .refused($0) } ?? .success,
            by: audited.caller.map { .person($0.person) } ?? .client(client.id.text), client: client.id.text,
            session: audited.caller?.session?.id.text,
            object: "\(audited.function)\(at) (\(persona)policy \(permissions.policyNumber))")
    }
}
