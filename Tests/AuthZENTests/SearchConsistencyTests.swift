import AuthZEN
import Directory
import Identity
import Permissions
import TestSupport
import Testing
import Wire

/// What a search lists is what an evaluation of the same subject and context permits, and nothing else.
struct SearchConsistencyTests {
    private static let functions = ["a.view", "a.edit", "a.export", "a.sign"]
    private static let people = [
        SmallCity.boss, SmallCity.admin, SmallCity.deputyAdmin, SmallCity.clerk, SmallCity.other,
    ]

    private static func snapshot() throws -> Snapshot {
        let draft = PolicyDraft(
            platforms: [
                Platform(
                    id: "a", name: "a",
                    functions: functions.map {
                        Function(
                            id: FunctionID(stringLiteral: $0), name: "f",
                            tier: Tier(authentication: $0 == "a.sign" ? .two : .one))
                    })
            ],
            kinds: [
                UnitKindRule(kind: "city", name: "city", below: []),
                UnitKindRule(kind: "dept", name: "dept", below: ["city"]),
                UnitKindRule(kind: "div", name: "div", below: ["dept"]),
            ],
            roles: [
                Role(id: "lead", name: "r", functions: ["a.view", "a.edit"]),
                Role(id: "exporter", name: "r", functions: ["a.export"]),
                Role(id: "viewer", name: "r", functions: ["a.view"]),
                Role(id: "signer", name: "r", functions: ["a.sign"]),
            ], exclusions: [Exclusion(id: "x", name: "x", extent: .session, roles: ["lead", "exporter"])])
        var city = SmallCity()
        city.grants = [
            SmallCity.grant(1, .person(SmallCity.clerk), "lead", of: "H57.01"),
            SmallCity.grant(2, .person(SmallCity.clerk), "exporter", of: "H57"),
            SmallCity.grant(3, .person(SmallCity.clerk), "viewer", of: "H57.01.01"),
            SmallCity.grant(4, .person(SmallCity.clerk), "signer", of: "H57.02"),
            SmallCity.grant(5, .person(SmallCity.other), "viewer", of: "H57"),
            SmallCity.grant(6, .citizens(.one), "lead", of: "H57.02"),
            SmallCity.grant(7, .holders(of: Post("member", at: "H57")), "signer", of: "H57.01"),
        ]
        return SnapshotCompiler.compile(
            policy: try Policy(draft), tree: try UnitTree(of: SmallCity.units, at: .hour(0)),
            assignments: city.assignments, grants: city.grants
        ).snapshot
    }

    private func listed(_ results: [(key: String, json: JSONObject)], _ member: String) -> Set<String> {
        Set(results.compactMap { $0.json[member]?.string })
    }

    @Test(
        arguments: [nil, [], ["lead"], ["exporter"]] as [[RoleID]?],
        [Persona.staff, .citizen, .post(Post("member", at: "H57"))])
    func `searches list what evaluations permit, with a session and without`(
        exercised: [RoleID]?, persona: Persona
    ) throws {
        var reasons: Set<String> = []
        for authentication in [AuthenticationLevel.one, .two] {
            let point = DecisionPoint(try Self.snapshot(), platform: "a", at: .hour(1))
            for person in Self.people {
                let session = exercised.map { Caller.Session(id: SessionID("s"), exercised: $0) }
                let caller: Result<Caller, CallerRefusal> = .success(
                    Caller(
                        person: person, persona: persona, assurance: .at(.two, authentication, 1), session: session))
                var byFunction: [String: Set<String>] = [:]
                for function in Self.functions {
                    byFunction[function] = listed(point.resources("unit", for: caller, Action(name: function)), "id")
                }
                for unit in SmallCity.units.map(\.id.text) {
                    let resource = Resource(type: "unit", id: unit)
                    let actions = listed(point.actions(for: caller, on: resource), "name")
                    for function in Self.functions {
                        let decision = point.decide(
                            Evaluation(
                                subject: Subject(type: "user", id: "somebody"), action: Action(name: function),
                                resource: resource), for: caller
                        ).response
                        #expect(actions.contains(function) == decision.decision, "\(function) \(unit)")
                        #expect(byFunction[function]?.contains(unit) == decision.decision, "\(function) \(unit)")
                        reasons.insert(decision.context?["reason"]?.string ?? "permit")
                    }
                }
            }
        }
        // Citizens have one role here, which a session without memory can't use and the exporter's shuts out.
        let isShutOut = persona == .citizen && (exercised == nil || exercised == ["exporter"])
        #expect(reasons.contains("permit") == !isShutOut)
        #expect(reasons.contains("session_required") == (exercised == nil))
    }
}
