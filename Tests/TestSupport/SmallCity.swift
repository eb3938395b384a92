import Directory
import Identity
import Permissions

/// A city of two departments with administrators, for tests that tell a story.
package struct SmallCity {
    package static let boss = PersonID.number(1)
    package static let admin = PersonID.number(2)
    package static let deputyAdmin = PersonID.number(3)
    package static let clerk = PersonID.number(4)
    package static let other = PersonID.number(5)

    package var grants: [RoleGrant] = []
    /// Everybody works for the city, somewhere that plays no part.
    package var assignments: [Assignment] = [boss, admin, deputyAdmin, clerk, other].map {
        Assignment(person: $0, post: Post("member", at: "H57"), period: .always)
    }

    package init() {}

    package static let units: [Unit] = [
        Unit(id: "H57", kind: "city", name: "Huế", parent: nil, period: .always),
        Unit(id: "H57.01", kind: "dept", name: "Sở Một", parent: "H57", period: .always),
        Unit(id: "H57.02", kind: "dept", name: "Sở Hai", parent: "H57", period: .always),
        Unit(id: "H57.01.01", kind: "div", name: "Phòng Một", parent: "H57.01", period: .always),
    ]

    package static func policy() throws -> Policy {
        func function(_ id: FunctionID) -> Function {
            Function(id: id, name: "f", tier: Tier(authentication: .two))
        }
        return try Policy(
            PolicyDraft(
                platforms: [
                    Platform(
                        id: "a",
                        name: "a",
                        functions: [function("a.view"), function("a.edit"), function("a.sign")]
                    )
                ],
                kinds: [
                    UnitKindRule(kind: "city", name: "city", below: []),
                    UnitKindRule(kind: "dept", name: "dept", below: ["city"]),
                    UnitKindRule(kind: "div", name: "div", below: ["dept"]),
                ],
                roles: [
                    Role(
                        id: "viewer",
                        name: "r",
                        functions: ["a.view"],
                        delegableAt: ["city", "dept", "div"]
                    ),
                    Role(
                        id: "editor",
                        name: "r",
                        functions: ["a.edit"],
                        includes: ["viewer"],
                        delegableAt: ["city", "dept"],
                        standInDays: 10
                    ),
                    Role(id: "signer", name: "r", functions: ["a.sign"], delegableAt: ["city"]),
                    Role(
                        id: "unit-admin",
                        name: "r",
                        functions: [],
                        delegableAt: ["city"],
                        standInDays: 5,
                        administration: Role.Administration(roles: ["viewer", "editor"])
                    ),
                    Role(
                        id: "city-admin",
                        name: "r",
                        functions: [],
                        kinds: ["city"],
                        administration: Role.Administration(
                            roles: ["viewer", "editor", "signer", "unit-admin"],
                            mayDeny: true
                        )
                    ),
                ],
                exclusions: [Exclusion(id: "two", name: "x", extent: .unit, roles: ["editor", "signer"])]
            )
        )
    }

    /// The same with something changed.
    package static func policy(_ change: (inout PolicyDraft) -> Void) throws -> Policy {
        let policy = try policy()
        var draft = PolicyDraft(
            platforms: policy.platforms, kinds: policy.kinds, positions: policy.positions, roles: policy.roles,
            exclusions: policy.exclusions, services: policy.services)
        change(&draft)
        return try Policy(draft)
    }

    /// - Parameter policy: the city's, if not given.
    package func snapshot(_ policy: Policy? = nil) throws -> Snapshot {
        SnapshotCompiler.compile(
            policy: try policy ?? Self.policy(),
            tree: try UnitTree(of: Self.units, at: .hour(0)),
            assignments: assignments,
            grants: grants
        ).snapshot
    }

    package static func grant(
        _ id: GrantID,
        _ subject: GrantSubject,
        _ role: RoleID,
        _ extent: Reach.Extent = .subtree,
        of unit: UnitID,
        _ period: Period = .hours(0),
        by giver: PersonID = boss,
        effect: RoleGrant.Effect = .permit,
        standsInFor: GrantID? = nil
    ) -> RoleGrant {
        RoleGrant(
            id: id,
            effect: effect,
            subject: subject,
            role: role,
            reach: Reach(extent, of: unit),
            period: period,
            grantedBy: giver,
            reason: "test",
            standsInFor: standsInFor
        )
    }
}
