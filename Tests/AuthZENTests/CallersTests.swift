import AuthZEN
import Directory
import Identity
import Permissions
import TestSupport
import Testing
import Wire

/// What the questions of one request have to do with each other: the roles that they use, and what is written of them.
struct CallersTests {
    /// The clerk may propose and decide, in one session not both; the log has each decision.
    private static func point() throws -> DecisionPoint {
        func function(_ id: FunctionID) -> Function { Function(id: id, name: "f", tier: Tier(isAudited: true)) }
        let policy = try SmallCity.policy {
            $0.platforms = [
                Platform(id: "a", name: "a", functions: [function("a.propose"), function("a.decide")])
            ]
            $0.roles = [
                Role(id: "proposer", name: "r", functions: ["a.propose"]),
                Role(id: "decider", name: "r", functions: ["a.decide"]),
            ]
            $0.exclusions = [Exclusion(id: "x", name: "x", extent: .session, roles: ["proposer", "decider"])]
        }
        var city = SmallCity()
        city.grants = [
            SmallCity.grant(1, .person(SmallCity.clerk), "proposer", of: "H57"),
            SmallCity.grant(2, .person(SmallCity.clerk), "decider", of: "H57"),
        ]
        return DecisionPoint(try city.snapshot(policy), platform: "a", at: .hour(1))
    }

    private static func callers(sessions: [String: String?]) -> Callers {
        Callers(
            Dictionary(
                uniqueKeysWithValues: sessions.map { subject, session in
                    let name = CallerName(Subject(type: "user", id: subject), [:])
                    let caller = Caller(
                        person: SmallCity.clerk, persona: .staff, assurance: .at(nil, .one, 1),
                        session: session.map { Caller.Session(id: SessionID($0), exercised: []) })
                    return (name, .success(caller))
                }))
    }

    private static func evaluations(_ questions: [(subject: String, action: String)]) throws -> Evaluations {
        try Evaluations([
            "resource": ["type": "unit", "id": "H57.01"],
            "evaluations": .array(
                questions.map { subject, action in
                    ["subject": ["type": "user", "id": .string(subject)], "action": ["name": .string(action)]]
                }),
        ])
    }

    @Test func `a role that one question uses in a session shuts others out of the next, whoever names the session`()
        throws
    {
        let callers = Self.callers(sessions: ["one": "s", "another": "s", "elsewhere": "t"])
        let questions = try Self.evaluations([
            ("one", "propose"), ("another", "decide"), ("another", "propose"), ("elsewhere", "decide"),
        ])
        let outcomes = try Self.point().decide(questions, for: callers)
        let answers = outcomes.map { $0.response.context?["reason"]?.string ?? "permit" }
        #expect(answers == ["permit", "excluded_in_session", "permit", "permit"])
        #expect(outcomes.map { $0.roleUse?.role } == ["proposer", nil, nil, "decider"])
        #expect(outcomes.compactMap { $0.roleUse?.session.text } == ["s", "t"])
    }

    @Test func `whoever several questions are about is looked up once`() throws {
        let questions = try Self.evaluations([
            ("one", "propose"), ("another", "decide"), ("one", "decide"), ("another", "propose"), ("one", "propose"),
        ])
        #expect(questions.callers.map(\.id.text) == ["one", "another"])
        let inherited = try Evaluations([
            "subject": ["type": "user", "id": "one"], "resource": ["type": "unit", "id": "H57.01"],
            "evaluations": [["action": ["name": "a"]], ["action": [:]], ["action": ["name": "b"]]],
        ])
        #expect(inherited.callers.map(\.id.text) == ["one"])
        #expect(!inherited.areReadable)
    }

    @Test func `what is audited says who, what, where and why not`() throws {
        let callers = Self.callers(sessions: ["one": "s", "none": nil])
        let questions = try Self.evaluations([("one", "propose"), ("none", "propose"), ("nobody", "propose")])
        let outcomes = try Self.point().decide(questions, for: callers)
        let audited = outcomes.compactMap(\.audited)
        #expect(audited.map(\.refusal) == [nil, "session_required", "unknown_subject"])
        #expect(audited.map { $0.caller?.person } == [SmallCity.clerk, SmallCity.clerk, nil])
        #expect(audited.map { $0.caller?.session?.id.text } == ["s", nil, nil])
        #expect(
            audited.map { "\($0.function)@\($0.unit.map(\.text) ?? "")" }
                == Array(repeating: "a.propose@H57.01", count: 3))
    }

    @Test func `nothing is said of a function that the policy doesn't know`() throws {
        let outcomes = try Self.point().decide(try Self.evaluations([("one", "!")]), for: Callers([:]))
        #expect(outcomes.map(\.audited) == [nil])
        #expect(outcomes.first?.response.context == ["reason": "unknown_function"])
    }
}

@Suite struct SharedCallersTests {
    private static let unit: JSONValue = ["type": "unit", "id": "H57"]

    @Test func `questions that inherit subject and context are about one caller, and others about their own`() throws {
        let evaluations = try Evaluations([
            "subject": ["type": "user", "id": "one"], "context": ["sid": "s"], "action": ["name": "view"],
            "resource": Self.unit,
            "evaluations": [
                [:], ["context": ["sid": "t"]], ["action": ["name": "edit"]],
                ["subject": ["type": "user", "id": "two"]],
                ["subject": ["type": "user", "id": "one"]], ["context": 1], ["subject": ["type": "user"]], [:],
            ],
        ])
        let (one, two) = (Subject(type: "user", id: "one"), Subject(type: "user", id: "two"))
        #expect(
            evaluations.callers == [
                CallerName(one, ["sid": "s"]), CallerName(one, ["sid": "t"]), CallerName(two, ["sid": "s"]),
            ])
        var asked: [Int] = []
        let outcomes = evaluations.outcomes { _, place in
            asked.append(place)
            return EvaluationOutcome(response: EvaluationResponse(true))
        }
        #expect(asked == [0, 1, 0, 2, 0, 0])
        #expect(outcomes.map(\.response.decision) == [true, true, true, true, true, false, false, true])
    }

    @Test func `what is wrong with a subject or a context is the fault of those questions that inherit it`() throws {
        let own: JSONValue = ["type": "user", "id": "one"]
        for (member, wrong) in [("subject", ["id": "one"]), ("context", 1)] as [(String, JSONValue)] {
            let good: JSONValue = member == "subject" ? own : [:]
            var message: JSONObject = [
                "subject": own, "action": ["name": "view"], "resource": Self.unit,
                "evaluations": [[:], .object(JSONObject([(member, good)])), .object(JSONObject([(member, wrong)]))],
            ]
            message[member] = wrong
            let evaluations = try Evaluations(message)
            let readable = evaluations.evaluations.map { (try? $0.get()) != nil }
            #expect(readable == [false, true, false], "\(member)")
        }
    }
}

@Suite struct CallerNameTests {
    /// K and the Kelvin sign, é composed and decomposed: canonically equivalent, and so equal to Swift's `==`.
    @Test(arguments: [("K", "\u{212A}"), ("\u{E9}", "e\u{301}")])
    func `callers are told apart by bytes`(one: String, other: String) {
        #expect(one == other)
        func name(_ type: String, _ id: String, sid: String, persona: String) -> CallerName {
            CallerName(
                Subject(type: type, id: id, properties: ["persona": .string(persona)]), ["sid": .string(sid)])
        }
        let names = [
            name(one, one, sid: one, persona: one), name(other, one, sid: one, persona: one),
            name(one, other, sid: one, persona: one), name(one, one, sid: other, persona: one),
            name(one, one, sid: one, persona: other),
        ]
        #expect(Set(names).count == names.count)
        #expect(name(one, one, sid: one, persona: one) == names[0])
    }
}
