import Directory
import Identity
import Permissions

/// What was decided about one question: the answer, and what has to be written for the answer to be given.
package struct EvaluationOutcome: Hashable, Sendable {
    package let response: EvaluationResponse
    package let roleUse: RoleUse?
    /// `nil` for a function of which decisions don't go to the audit log.
    package let audited: AuditedDecision?
    /// What was asked of the engine, where the answer comes with its reasons; `DecisionPoint.response` adds them: they
    /// take long.
    let explained: Question?

    package init(
        response: EvaluationResponse, roleUse: RoleUse? = nil, audited: AuditedDecision? = nil,
        explained: Question? = nil
    ) {
        self.response = response
        self.roleUse = roleUse
        self.audited = audited
        self.explained = explained
    }
}

/// A decision that the policy wants on record.
package struct AuditedDecision: Hashable, Sendable {
    package let function: FunctionID
    /// `nil` where the platform named none that could be one.
    package let unit: UnitID?
    /// `nil` where nobody is known, so that it is the platform's own act.
    package let caller: Caller?
    /// Why not, as the platform hears it; `nil` when it was permitted.
    package let refusal: String?
}

extension EvaluationResponse {
    /// Why not, in one word; `nil` for a yes.
    var refusal: String? { decision ? nil : context?["reason"]?.string ?? "denied" }
}
