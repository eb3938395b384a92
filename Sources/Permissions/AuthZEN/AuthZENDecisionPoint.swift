import Directory
import Identity
import Wire

/// Answers the questions of one platform from a snapshot. A platform sees its own functions and no others: of
/// those of another it hears what it hears of ones that don't exist.
///
/// The unit of a question is the resource itself where its type is `unit`, and its property `unit` otherwise.
/// The function is the action's name, with or without the platform's name before it.
package struct AuthZENDecisionPoint {
    private let snapshot: Snapshot
    private let platform: PlatformID
    private let moment: Instant
    private let names: AuthenticationContextNames
    /// Whom a platform means by a subject, in which capacity and session.
    private let resolve: (AuthZENSubject, JSONObject) -> Result<Acting, AuthZENSubjectRefusal>

    /// Somebody in a capacity and a session.
    package struct Acting: Hashable, Sendable {
        package let person: PersonID
        package let persona: Persona
        package let session: SessionAssurance
        /// The roles that were used in the session; `nil` where no session is known, so that nothing can be remembered
        /// of it.
        package let exercised: [RoleID]?

        package init(person: PersonID, persona: Persona, session: SessionAssurance, exercised: [RoleID]? = nil) {
            self.person = person
            self.persona = persona
            self.session = session
            self.exercised = exercised
        }
    }

    package init(
        _ snapshot: Snapshot,
        platform: PlatformID,
        at moment: Instant,
        names: AuthenticationContextNames,
        resolve: @escaping (AuthZENSubject, JSONObject) -> Result<Acting, AuthZENSubjectRefusal>
    ) {
        self.snapshot = snapshot
        self.platform = platform
        self.moment = moment
        self.names = names
        self.resolve = resolve
    }

    package func decide(_ evaluation: AuthZENEvaluation) -> AuthZENDecision { judge(evaluation).answer }

    /// Decides, and says what was asked of the engine, for whoever has to record or explain it.
    package func judge(_ evaluation: AuthZENEvaluation) -> AuthZENJudgement {
        guard let function = function(evaluation.action.name) else { return refusal("unknown_function", nil) }
        guard let unit = unit(evaluation.resource) else { return refusal("unknown_unit", function) }
        switch resolve(evaluation.subject, evaluation.context) {
        case .failure(let why): return refusal(why.rawValue, function)
        case .success(let acting):
            let question = question(acting, function, unit)
            let decision = snapshot.decide(question)
            return AuthZENJudgement(
                answer: answer(decision, acting), function: function, question: question, decision: decision)
        }
    }

    private func answer(_ decision: Decision, _ acting: Acting) -> AuthZENDecision {
        switch decision {
        case .permit(let permit):
            // A role that shuts others out is used in a session that can remember it, or not at all.
            guard acting.exercised != nil || !snapshot.isExclusiveInSession(permit.role) else {
                return AuthZENDecision(false, reason: Self.sessionRequired)
            }
            return AuthZENDecision(true)
        case .stepUp(let step): return AuthZENDecision(false, context: names.context(for: step))
        case .deny(let reason): return AuthZENDecision(false, reason: reason.code)
        }
    }

    package func search(_ search: AuthZENSearch) throws(AuthZENError) -> JSONObject {
        var results: [(key: String, json: JSONObject)] = []
        switch search.sought {
        // Naming people is for whoever knows them: see below.
        case .subjects: break
        case .resources(let type, _, let subject, let action):
            if type == Self.unitType, let function = function(action.name),
                case .success(let acting) = resolve(subject, search.context), let root = snapshot.root
            {
                results = snapshot.units(permittedBy: question(acting, function, root))
                    .filter { isPermitted(acting, function, $0) }
                    .map { ($0.text, ["type": .string(type), "id": .string($0.text)]) }
            }
        case .actions(let subject, let resource):
            if let unit = unit(resource), case .success(let acting) = resolve(subject, search.context),
                let any = snapshot.functionNames(of: platform).first
            {
                results = snapshot.functions(permittedBy: question(acting, any, unit), of: platform)
                    .filter { isPermitted(acting, $0, unit) }
                    .map { ($0.text, ["name": .string($0.text)]) }
            }
        }
        return try search.page.answer(results.sorted { $0.key < $1.key })
    }

    /// Whether an evaluation says yes to what the snapshot permits: what is found is what may be used. Only without a
    /// session can the two differ.
    private func isPermitted(_ acting: Acting, _ function: FunctionID, _ unit: UnitID) -> Bool {
        acting.exercised != nil || answer(snapshot.decide(question(acting, function, unit)), acting).decision
    }

    package static let unitType = "unit"
    /// The reason where a role may be used in a known session only.
    package static let sessionRequired = "session_required"

    /// A page of those who may use a function at a unit, in an order of ours. Only the people of the page are named.
    /// - Parameters:
    ///   - last: the last person of the page before.
    ///   - name: what the platform calls somebody (the pairwise `sub`); `nil` for people about whom it may not ask.
    package func subjects<Failure>(
        _ type: String, _ action: AuthZENAction, _ resource: AuthZENResource, limit: Int, after last: PersonID?,
        name: (PersonID) throws(Failure) -> String?
    ) throws(Failure) -> (answer: JSONObject, named: [(subject: String, person: PersonID)]) {
        guard let function = function(action.name), let unit = unit(resource) else {
            return (AuthZENPage.nothing, [])
        }
        let holders = snapshot.whoCan(function, at: unit, moment: moment).staff.map(\.person)
        var rest = holders[...]
        if let last { rest = holders.drop { $0 <= last } }
        var named: [(subject: String, person: PersonID)] = []
        while named.count < limit, let person = rest.popFirst() {
            if let subject = try name(person) { named.append((subject, person)) }
        }
        var end = named.last?.subject
        // A page of nobody, as was asked for, ends where it began.
        if end == nil, let last { end = try name(last) }
        let part = named.map { JSONObject([("type", .string(type)), ("id", .string($0.subject))]) }
        return (AuthZENPage.answer(part, isLast: rest.isEmpty, endsAt: end), named)
    }

    private func question(_ acting: Acting, _ function: FunctionID, _ unit: UnitID) -> Question {
        Question(
            person: acting.person,
            persona: acting.persona,
            function: function,
            unit: unit,
            moment: moment,
            session: acting.session,
            exercised: acting.exercised ?? []
        )
    }

    private func function(_ name: String) -> FunctionID? {
        if let whole = FunctionID(name), whole.isOf(platform) { return whole }
        return FunctionID(platform.slug + "." + name)
    }

    private func unit(_ resource: AuthZENResource) -> UnitID? {
        resource.type == Self.unitType
            ? UnitID(resource.id) : resource.properties["unit"]?.string.flatMap(UnitID.init)
    }

    private func refusal(_ code: String, _ function: FunctionID?) -> AuthZENJudgement {
        AuthZENJudgement(
            answer: AuthZENDecision(false, reason: code), function: function, question: nil, decision: nil)
    }
}

/// What was answered, and the question that the engine was asked; `nil` where it wasn't.
package struct AuthZENJudgement: Hashable, Sendable {
    package var answer: AuthZENDecision
    /// What was asked about, as far as it is a name of the platform's.
    package let function: FunctionID?
    package let question: Question?
    package let decision: Decision?
}

/// Why a subject of a platform's is nobody about whom it gets an answer. The raw values are what it hears.
package enum AuthZENSubjectRefusal: String, Error, Hashable, Sendable {
    /// Not one that this platform was told; or the account is disabled.
    case unknownSubject = "unknown_subject"
    case unknownPersona = "unknown_persona"
    /// Several posts are held, and neither the session nor the platform says which one is meant.
    case personaRequired = "persona_required"
    /// The session has chosen another post.
    case otherPersona = "other_persona"
    /// There is no such session of the person, or it has ended.
    case sessionEnded = "session_ended"
}

/// How strengths of a sign-in are called in `acr_values`.
package struct AuthenticationContextNames: Hashable, Sendable {
    private let names: [AuthenticationLevel: String]

    package init(_ names: [AuthenticationLevel: String]) { self.names = names }

    func name(of level: AuthenticationLevel) -> String? { names[level] }

    /// What a platform is told where the session isn't good enough: the sign-in that is needed in the terms of RFC 9470
    /// §3, as far as one helps. A better identity can't be asked for so: it is given by the state, in person. That comes
    /// first where both are lacking.
    func context(for step: StepUp) -> JSONObject {
        var context: JSONObject = ["reason": "step_up"]
        if let identity = step.identity {
            context = ["reason": "identity_required", "identity_level": .integer(Int64(identity.rawValue))]
        }
        guard step.authentication != nil || step.freshness != nil else { return context }
        context["error"] = "insufficient_user_authentication"
        context["acr_values"] = step.authentication.flatMap { names[$0] }.map(JSONValue.string)
        if let freshness = step.freshness { context["max_age"] = .integer(freshness.wholeSeconds) }
        return context
    }
}

extension DenyReason {
    /// The reason as a platform hears it: the stage, never the grants of others.
    fileprivate var code: String {
        switch self {
        case .outsideOfSnapshot: "not_available"
        case .unknownFunction: "unknown_function"
        case .groupOfFunctions: "group_of_functions"
        case .unknownUnit: "unknown_unit"
        case .denied: "denied"
        case .excludedAtUnit: "excluded_at_unit"
        case .excludedInSession: "excluded_in_session"
        case .principalMayNot: "principal_may_not"
        case .noGrant: "no_grant"
        }
    }
}

extension Snapshot {
    var root: UnitID? { order.first.map { units.names[Int($0)] } }

    func functionNames(of platform: PlatformID) -> [FunctionID] {
        policy.functions.names.filter { $0.platform == platform }
    }
}
