import Audit
import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage
import Wire

/// The questions of one request of a platform, answered inside one transaction on one state of the permissions.
///
/// It collects what has to be written down for its answers to be given: roles that now shut others out in a session,
/// decisions that the policy wants on record, and names of people of whom the platform hears first. Whoever runs it in
/// a reading transaction and finds one of the first two collected runs it again in a writing one.
package struct DecisionRun {
    package let platform: PlatformID
    package let client: Client
    package let subjects: PairwiseSubjects
    package let state: PermissionState
    package let now: Instant
    package let origin: AuditEvent.Origin

    package private(set) var exercised: [(role: RoleID, session: SessionID)] = []
    package private(set) var events: [AuditEvent] = []
    package private(set) var introduced: [(subject: String, person: PersonID)] = []
    /// Those that were met so far; the roles that their sessions have used grow with the answers.
    private var acting: [Caller: Result<Acting, AuthZENSubjectRefusal>] = [:]
    private var used: [SessionID: [RoleID]] = [:]

    package init(
        platform: PlatformID, client: Client, subjects: PairwiseSubjects, state: PermissionState, at now: Instant,
        origin: AuditEvent.Origin
    ) {
        self.platform = platform
        self.client = client
        self.subjects = subjects
        self.state = state
        self.now = now
        self.origin = origin
    }

    /// Somebody in a session, as found in the records.
    private struct Acting {
        let person: PersonID
        let persona: Persona
        let assurance: SessionAssurance
        let session: SessionID?
    }

    /// What a subject is looked up by.
    private struct Caller: Hashable {
        let type, id: String
        let session, persona: String?

        init(_ subject: AuthZENSubject, _ context: JSONObject) {
            type = subject.type
            id = subject.id
            session = context["sid"]?.string
            persona = subject.properties["persona"]?.string
        }
    }

    /// Whether the answers depend on what is written with them, so that they have to be found again where it is.
    package var mustBeRunAgain: Bool { !exercised.isEmpty || !events.isEmpty }
    package var mustBeWritten: Bool { mustBeRunAgain || !introduced.isEmpty }

    package func write(in transaction: WriteTransaction) throws {
        for (role, session) in exercised { try transaction.sessions.exercise(role, in: session, at: now) }
        for event in events { try transaction.audit.append(event) }
        for (subject, person) in introduced {
            try transaction.subjects.remember(subject, of: person, for: client.subjectType)
        }
    }

    // MARK: Evaluation

    package mutating func evaluate(
        _ evaluations: AuthZENEvaluations, in transaction: some Transaction
    ) throws -> JSONObject {
        var isReadable = true
        for evaluation in evaluations.evaluations {
            switch evaluation {
            case .success(let evaluation): try meet(evaluation.subject, evaluation.context, in: transaction)
            case .failure: isReadable = false
            }
        }
        if !isReadable { events.append(unreadable) }
        return evaluations.answer { evaluation in
            let judgement = judge(evaluation)
            var answer = judgement.answer
            if let reason = reason(judgement, evaluation) {
                answer.context = answer.context ?? JSONObject()
                answer.context?["reason_user"] = .object(reason)
            }
            return answer
        }
    }

    private mutating func judge(_ evaluation: AuthZENEvaluation) -> AuthZENJudgement {
        let judgement = decisionPoint().judge(evaluation)
        guard let question = judgement.question, let decision = judgement.decision else {
            if let function = judgement.function, state.auditedFunctions.contains(function) {
                events.append(event(function, evaluation.resource, judgement.answer))
            }
            return judgement
        }
        let session = session(evaluation.subject, evaluation.context)
        if case .permit(let permit) = decision, judgement.answer.decision, let session,
            state.snapshot.isExclusiveInSession(permit.role), used[session]?.contains(permit.role) != true
        {
            used[session, default: []].append(permit.role)
            exercised.append((permit.role, session))
        }
        if state.auditedFunctions.contains(question.function) {
            events.append(event(question, judgement.answer, session))
        }
        return judgement
    }

    /// Some of the questions can't be read: on record as a whole request is that can't.
    private var unreadable: AuditEvent {
        AuditEvent(
            moment: now, action: .decide, outcome: .refused("invalid-request"), actor: .anonymous, origin: origin,
            client: client.id.text)
    }

    /// A question about somebody who isn't known, or at a unit that isn't.
    private func event(
        _ function: FunctionID, _ resource: AuthZENResource, _ answer: AuthZENDecision
    ) -> AuditEvent {
        let unit = resource.type == AuthZENDecisionPoint.unitType ? resource.id : ""
        let known = UnitID(unit).map { "@\($0)" } ?? ""
        return AuditEvent(
            moment: now, action: .decide, outcome: .refused(answer.context?["reason"]?.string ?? "denied"),
            actor: .client(client.id.text), origin: origin, client: client.id.text,
            object: "\(function)\(known) (policy \(state.policyNumber))")
    }

    private func event(_ question: Question, _ answer: AuthZENDecision, _ session: SessionID?) -> AuditEvent {
        let why = answer.context?["reason"]?.string ?? "denied"
        return AuditEvent(
            moment: now, action: .decide, outcome: answer.decision ? .success : .refused(why),
            actor: .person(question.person), origin: origin, client: client.id.text, session: session?.text,
            object: "\(question.function)@\(question.unit) (\(question.persona.text), policy \(state.policyNumber))")
    }

    // MARK: Search

    package mutating func search(
        _ search: AuthZENSearch, in transaction: some Transaction
    ) throws -> Result<JSONObject, AuthZENError> {
        switch search.sought {
        case .subjects(let type, let action, let resource):
            return try subjects(type, action, resource, search.page, in: transaction)
        case .resources(_, _, let subject, _), .actions(let subject, _):
            try meet(subject, search.context, in: transaction)
            do throws(AuthZENError) { return .success(try decisionPoint().search(search)) } catch {
                return .failure(error)
            }
        }
    }

    /// Whom an evaluation wouldn't know isn't found either.
    private mutating func subjects(
        _ type: String, _ action: AuthZENAction, _ resource: AuthZENResource, _ page: AuthZENPage,
        in transaction: some Transaction
    ) throws -> Result<JSONObject, AuthZENError> {
        guard type == Self.subjectType else { return .success(AuthZENPage.nothing) }
        let after: String?
        do { after = try page.after() } catch { return .failure(error) }
        var last: PersonID?
        if let after {
            last = try transaction.subjects.find(after, of: client.subjectType)?.person
            guard last != nil else { return .failure(.badPageToken) }
        }
        let (answer, named) = try decisionPoint().subjects(
            type, action, resource, limit: page.limit, after: last
        ) { [subjects, client] person in
            try transaction.people.isEnabled(person) ? subjects.subject(of: person, for: client.subjectType) : nil
        }
        for (subject, person) in named where try transaction.subjects.find(subject, of: client.subjectType) == nil {
            introduced.append((subject, person))
        }
        return .success(answer)
    }

    private func decisionPoint() -> AuthZENDecisionPoint {
        AuthZENDecisionPoint(
            state.snapshot, platform: platform, at: now, names: .ours,
            resolve: { subject, context in
                acting[Caller(subject, context)]?.map { found in
                    AuthZENDecisionPoint.Acting(
                        person: found.person, persona: found.persona, session: found.assurance,
                        exercised: found.session.map { used[$0] ?? [] })
                } ?? .failure(.unknownSubject)
            })
    }

    // MARK: Subjects

    private func session(_ subject: AuthZENSubject, _ context: JSONObject) -> SessionID? {
        (try? acting[Caller(subject, context)]?.get())?.session
    }

    /// Looks a subject up, once per request.
    private mutating func meet(
        _ subject: AuthZENSubject, _ context: JSONObject, in transaction: some Transaction
    ) throws {
        let caller = Caller(subject, context)
        guard acting[caller] == nil else { return }
        let found = try find(caller, in: transaction)
        acting[caller] = found
        if case .success(let acting) = found, let session = acting.session, used[session] == nil {
            used[session] = try transaction.sessions.exercisedRoles(in: session)
        }
    }

    private func find(
        _ caller: Caller, in transaction: some Transaction
    ) throws -> Result<Acting, AuthZENSubjectRefusal> {
        guard caller.type == Self.subjectType,
            let subject = try transaction.subjects.find(caller.id, of: client.subjectType), subject.isEnabled
        else { return .failure(.unknownSubject) }
        var session: (id: SessionID, authentication: Authentication)?
        if let presented = caller.session {
            session = try transaction.sessions.live(of: subject.person, at: now).first {
                subjects.sessionID(of: $0.id, for: client.id).utf8.elementsEqual(presented.utf8)
            }
            guard session != nil else { return .failure(.sessionEnded) }
        }
        let chosen: Persona? = if let session { try transaction.sessions.persona(in: session.id) } else { nil }
        var named: Persona?
        if let text = caller.persona {
            named = Persona(text: text)
            guard named != nil else { return .failure(.unknownPersona) }
        }
        let posts = state.snapshot.posts(of: subject.person, at: now)
        return ActingPost.persona(named: named, chosen: chosen, among: posts).map { persona in
            Acting(
                person: subject.person, persona: persona,
                assurance: SessionAssurance(
                    identity: subject.identityLevel, authentication: session?.authentication.level ?? .one,
                    authenticatedAt: session?.authentication.moment ?? Instant(millisecondsSince1970: .min)),
                session: session?.id)
        }
    }

    /// The one type of subjects: people, by the `sub` that the platform was told.
    private static let subjectType = "user"
}

extension DecisionRun {
    /// The reasons, for the person to read (AuthZEN's `reason_user`), where the question asks for them and is about
    /// somebody who is signed in at the platform: of others it learns the decision alone.
    private func reason(_ judgement: AuthZENJudgement, _ evaluation: AuthZENEvaluation) -> JSONObject? {
        guard evaluation.context["explain"] == .bool(true), let question = judgement.question,
            session(evaluation.subject, evaluation.context) != nil
        else { return nil }
        let text = ExplanationText(
            state.snapshot.explain(question), names: state.names,
            for: .platform(knowsPosts: client.scopes.contains(.org)))
        func joined(_ language: KeyPath<Bilingual, String>) -> JSONValue {
            .string(([text.verdict] + text.reasons).map { $0[keyPath: language] }.joined(separator: "\n"))
        }
        return ["vi": joined(\.vietnamese), "en": joined(\.english)]
    }
}
