import Directory
import Identity
import Permissions
import TestSupport
import Testing

/// Roles of which a session can use only some (dynamic separation of duties).
struct SessionExclusionTests {
    private func snapshot() throws -> Snapshot {
        let draft = PolicyDraft(
            platforms: [
                Platform(
                    id: "a", name: "a",
                    functions: ["a.view", "a.edit", "a.export"].map { Function(id: $0, name: "f", tier: Tier()) })
            ],
            kinds: [UnitKindRule(kind: "city", name: "city", below: [])],
            roles: [
                Role(id: "lead", name: "r", functions: ["a.view", "a.edit"]),
                Role(id: "exporter", name: "r", functions: ["a.export"]),
                Role(id: "viewer", name: "r", functions: ["a.view"]),
            ], exclusions: [Exclusion(id: "x", name: "x", extent: .session, roles: ["lead", "exporter"])])
        var city = SmallCity()
        city.grants = ["lead", "exporter", "viewer"].enumerated().map { number, role in
            SmallCity.grant(GrantID(UInt64(number + 1)), .person(SmallCity.clerk), role, of: "H57")
        }
        return SnapshotCompiler.compile(
            policy: try Policy(draft), tree: try UnitTree(of: SmallCity.units, at: .hour(0)),
            assignments: city.assignments, grants: city.grants
        ).snapshot
    }

    @Test(
        arguments: [
            ("a.view", [], .permit(Permit(grant: 3, role: "viewer"))),
            ("a.edit", [], .permit(Permit(grant: 1, role: "lead"))),
            ("a.view", ["lead"], .permit(Permit(grant: 1, role: "lead"))),
            ("a.view", ["exporter"], .permit(Permit(grant: 3, role: "viewer"))),
            ("a.edit", ["exporter"], .deny(.excludedInSession(grant: 1))),
            ("a.export", ["lead"], .deny(.excludedInSession(grant: 2))),
        ] as [(FunctionID, [RoleID], Decision)])
    func `a role that shuts others out is used only where no other permits`(
        function: FunctionID, used: [RoleID], decision: Decision
    ) throws {
        let question = Question(
            person: SmallCity.clerk, function: function, unit: "H57", moment: .hour(1), session: .best(at: .hour(1)),
            exercised: used)
        #expect(try snapshot().decide(question) == decision)
    }
}
