import Directory
import Identity
import Permissions
import TestSupport

/// `SmallCity`'s units with a policy that has every sort of function: of each demand, audited, and by roles that shut
/// each other out in a session.
enum ClaimCity {
    static let head = Post("head", at: "H57.01.01")

    static func policy(functions more: [Function] = []) throws -> Policy {
        func function(_ id: FunctionID, _ tier: Tier = Tier()) -> Function { Function(id: id, name: "f", tier: tier) }
        let fresh = Tier(authentication: .two, freshness: .minutes(15))
        return try Policy(
            PolicyDraft(
                platforms: [
                    Platform(
                        id: "a", name: "a",
                        functions: [
                            Function(
                                id: "a.report", name: "f", tier: Tier(),
                                parts: [function("a.report.view"), function("a.report.list")]),
                            function("a.enter", Tier(authentication: .two)), function("a.sign", fresh),
                            function("a.seal", fresh), function("a.trace", Tier(authentication: .two, isAudited: true)),
                            function("a.propose"), function("a.decide"), function("a.file", Tier(identity: .two)),
                            function("a.city"),
                        ] + more),
                    Platform(id: "b", name: "b", functions: [function("b.view")]),
                    Platform(id: "c", name: "c", functions: [function("c.view")]),
                ],
                kinds: [
                    UnitKindRule(kind: "city", name: "city", below: []),
                    UnitKindRule(kind: "dept", name: "dept", below: ["city"]),
                    UnitKindRule(kind: "div", name: "div", below: ["dept"]),
                ],
                roles: [
                    Role(id: "viewer", name: "r", functions: ["a.report", "b.view"]),
                    Role(id: "worker", name: "r", functions: ["a.enter", "a.sign", "a.seal", "a.trace"]),
                    Role(id: "proposer", name: "r", functions: ["a.propose"]),
                    Role(id: "decider", name: "r", functions: ["a.decide"]),
                    Role(id: "chief", name: "r", functions: ["a.city"], includes: ["decider"]),
                    Role(id: "resident", name: "r", functions: ["a.file", "a.report.view"]),
                    Role(id: "other", name: "r", functions: ["b.view"]),
                    Role(id: "all", name: "r", functions: more.map(\.id) + ["a.city"]),
                ],
                exclusions: [Exclusion(id: "two", name: "x", extent: .session, roles: ["proposer", "decider"])]))
    }

    /// Grants to the clerk, who is head of the division.
    static func snapshot(_ grants: [RoleGrant], functions: [Function] = []) throws -> Snapshot {
        SnapshotCompiler.compile(
            policy: try policy(functions: functions), tree: try tree(),
            assignments: [Assignment(person: SmallCity.clerk, post: head, period: .hours(0))], grants: grants
        ).snapshot
    }

    static func tree() throws -> UnitTree { try UnitTree(of: SmallCity.units, at: .hour(1)) }

    static func claim(
        _ grants: [RoleGrant], as persona: Persona = .post(head), identity: IdentityLevel? = .two,
        on platform: PlatformID = "a", functions: [Function] = []
    ) throws -> PermissionClaim {
        PermissionClaim(
            of: SmallCity.clerk, as: persona, identity: identity, on: platform,
            in: try snapshot(grants, functions: functions), tree: try tree(), at: .hour(1))
    }
}
