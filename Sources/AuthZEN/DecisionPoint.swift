import Directory
import Identity
import Permissions
import Wire

/// Answers the questions of one platform from a snapshot, at one moment. A platform sees its own functions and no others:
/// of those of another it hears what it hears of ones that don't exist.
///
/// The unit of a question is the resource itself where its type is `unit`, and its property `unit` otherwise.
/// The function is the action's name, with or without the platform's name before it.
package struct DecisionPoint: Sendable {
    let snapshot: Snapshot
    let platform: PlatformID
    let moment: Instant
    let reasons: ReasonsForPeople?

    /// - Parameter reasons: what answers `explain` in the context of a question; without it none is.
    package init(
        _ snapshot: Snapshot, platform: PlatformID, at moment: Instant, reasons: ReasonsForPeople? = nil
    ) {
        self.snapshot = snapshot
        self.platform = platform
        self.moment = moment
        self.reasons = reasons
    }

    /// The type of resources that are units.
    package static let unitType = "unit"
    /// The reason where a role may be used in a known session only.
    package static let sessionRequired = "session_required"

    // MARK: Evaluation

    /// Decides on the questions of a message in their order. A role that one of them uses in a session counts for the
    /// next.
    package func decide(_ evaluations: Evaluations, for callers: Callers) -> [EvaluationOutcome] {
        var asked = evaluations.callers.map { callers[$0] }
        return evaluations.outcomes { evaluation, place in
            let outcome = decide(evaluation, for: asked[place])
            if let use = outcome.roleUse { asked.note(use) }
            return outcome
        }
    }

    /// An answer with its reasons, where they were asked for and may be told. Not for a transaction: it takes long.
    package func response(_ outcome: EvaluationOutcome) -> EvaluationResponse {
        guard let question = outcome.explained, let reasons else { return outcome.response }
        return outcome.response.adding("reason_user", .object(reasons.json(snapshot.explain(question))))
    }

    /// Answers one question about a caller, and says what has to be written for the answer to be given.
    package func decide(
        _ evaluation: Evaluation, for caller: Result<Caller, CallerRefusal>
    ) -> EvaluationOutcome {
        guard let function = function(evaluation.action) else {
            return EvaluationOutcome(response: EvaluationResponse(.unknownFunction))
        }
        guard let unit = unit(evaluation.resource) else {
            return refused(EvaluationResponse(.unknownUnit), function, evaluation.resource)
        }
        switch caller {
        case .failure(let why):
            return refused(EvaluationResponse(reason: why.rawValue), function, evaluation.resource)
        case .success(let caller): return decide(evaluation, question(caller, function, unit), for: caller)
        }
    }

    private func decide(_ evaluation: Evaluation, _ question: Question, for caller: Caller) -> EvaluationOutcome {
        let decision = snapshot.decide(question)
        let response = response(decision, caller)
        let audited =
            snapshot.isAudited(question.function)
            ? AuditedDecision(
                function: question.function, unit: question.unit, caller: caller, refusal: response.refusal) : nil
        return EvaluationOutcome(
            response: response, roleUse: response.decision ? roleUse(decision, caller) : nil, audited: audited,
            // Of somebody who isn't signed in at the platform it learns the decision alone.
            explained: evaluation.asked.wantsReasons && caller.session != nil ? question : nil)
    }

    /// The answer about somebody who isn't known, or at a unit that isn't.
    private func refused(
        _ response: EvaluationResponse, _ function: FunctionID, _ resource: Resource
    ) -> EvaluationOutcome {
        guard snapshot.isAudited(function) else { return EvaluationOutcome(response: response) }
        let unit = resource.type == Self.unitType ? UnitID(resource.id) : nil
        return EvaluationOutcome(
            response: response,
            audited: AuditedDecision(function: function, unit: unit, caller: nil, refusal: response.refusal))
    }

    private func response(_ decision: Decision, _ caller: Caller) -> EvaluationResponse {
        switch decision {
        case .permit(let permit):
            // A role that shuts others out is used in a session that can remember it, or not at all.
            guard caller.session != nil || !snapshot.isExclusiveInSession(permit.role) else {
                return EvaluationResponse(reason: Self.sessionRequired)
            }
            return EvaluationResponse(true)
        case .stepUp(let step): return EvaluationResponse(false, context: step.context)
        case .deny(let reason): return EvaluationResponse(reason)
        }
    }

    private func roleUse(_ decision: Decision, _ caller: Caller) -> RoleUse? {
        guard case .permit(let permit) = decision, let session = caller.session,
            snapshot.isExclusiveInSession(permit.role), !session.exercised.contains(permit.role)
        else { return nil }
        return RoleUse(role: permit.role, session: session.id)
    }

    // MARK: Search

    /// The people who may do something with a resource, as staff, in the order of their ids.
    package func subjects(_ action: Action, on resource: Resource) -> [PersonID] {
        guard let function = function(action), let unit = unit(resource) else { return [] }
        return snapshot.whoCan(function, at: unit, moment: moment).staff.map(\.person)
    }

    /// The resources of a type with which a caller may do something, by their ids. Of resources we know units alone.
    package func resources(
        _ type: String, for caller: Result<Caller, CallerRefusal>, _ action: Action
    ) -> [(key: String, json: JSONObject)] {
        guard type == Self.unitType, let function = function(action), case .success(let caller) = caller,
            let root = snapshot.root
        else { return [] }
        return snapshot.units(permittedBy: question(caller, function, root))
            .filter { isPermitted(caller, function, $0) }.map(\.text).sorted()
            .map { ($0, ["type": .string(type), "id": .string($0)]) }
    }

    /// What a caller may do with a resource, by name.
    package func actions(
        for caller: Result<Caller, CallerRefusal>, on resource: Resource
    ) -> [(key: String, json: JSONObject)] {
        guard let unit = unit(resource), case .success(let caller) = caller,
            let any = snapshot.functions(of: platform).first
        else { return [] }
        return snapshot.functions(permittedBy: question(caller, any, unit), of: platform)
            .filter { isPermitted(caller, $0, unit) }.map(\.text).sorted()
            .map { ($0, ["name": .string($0)]) }
    }

    /// Whether an evaluation says yes to what the snapshot permits: what is found is what may be used. Only without a
    /// session can the two differ.
    private func isPermitted(_ caller: Caller, _ function: FunctionID, _ unit: UnitID) -> Bool {
        caller.session != nil || response(snapshot.decide(question(caller, function, unit)), caller).decision
    }

    // MARK: What is meant

    private func question(_ caller: Caller, _ function: FunctionID, _ unit: UnitID) -> Question {
        Question(
            person: caller.person,
            persona: caller.persona,
            function: function,
            unit: unit,
            moment: moment,
            session: caller.assurance,
            exercised: caller.session?.exercised ?? []
        )
    }

    private func function(_ action: Action) -> FunctionID? {
        if action.name.utf8.starts(with: platform.slug.utf8), let whole = FunctionID(action.name), whole.isOf(platform)
        {
            return whole
        }
        return FunctionID(platform, action.name)
    }

    private func unit(_ resource: Resource) -> UnitID? {
        resource.type == Self.unitType
            ? UnitID(resource.id) : resource.properties["unit"]?.string.flatMap(UnitID.init)
    }
}
