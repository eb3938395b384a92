import Directory
import Identity

/// What somebody wrote as a policy, before anything is known about whether it makes sense.
package struct PolicyDraft: Hashable, Sendable {
    package var platforms: [Platform]
    package var kinds: [UnitKindRule]
    package var positions: [PositionName]
    package var roles: [Role]
    package var exclusions: [Exclusion]
    package var services: [Service]

    package init(
        platforms: [Platform] = [],
        kinds: [UnitKindRule] = [],
        positions: [PositionName] = [],
        roles: [Role] = [],
        exclusions: [Exclusion] = [],
        services: [Service] = []
    ) {
        self.platforms = platforms
        self.kinds = kinds
        self.positions = positions
        self.roles = roles
        self.exclusions = exclusions
        self.services = services
    }
}

/// A policy that was checked as a whole: every name in it is defined once, no role includes itself, no role
/// holds two that exclude each other, and no administrator can make another who may do more.
///
/// The engine takes no other. Which grants are live plays no part here: that is for `PolicyDiff`.
package struct Policy: Hashable, Sendable {
    package let platforms: [Platform]
    package let kinds: [UnitKindRule]
    package let positions: [PositionName]
    package let roles: [Role]
    package let exclusions: [Exclusion]
    package let services: [Service]

    /// Throws everything that is wrong with the draft, not only the first.
    package init(_ draft: PolicyDraft) throws(PolicyProblems) {
        let problems = PolicyCheck(draft).problems()
        guard problems.isEmpty else { throw PolicyProblems(problems) }
        platforms = draft.platforms
        kinds = draft.kinds
        positions = draft.positions
        roles = draft.roles
        exclusions = draft.exclusions
        services = draft.services
    }
}

extension Policy {
    /// Functions of which every decision goes to the audit log.
    package var auditedFunctions: Set<FunctionID> { Set(allFunctions.filter(\.tier.isAudited).map(\.id)) }

    /// Roles whose holders administer something, by themselves or by a role that they include.
    package var administeringRoles: Set<RoleID> {
        let graph = RoleGraph(roles)
        return Set(
            roles.map(\.id).filter { role in graph.closure(of: role).contains { graph.roles[$0]?.administration != nil }
            })
    }

    /// Roles that somebody keeps who was given them in person and moves to another unit.
    package var rolesKeptOnMove: Set<RoleID> { Set(roles.filter(\.isKeptOnMove).map(\.id)) }

    /// The functions that a role gives on some kind of unit, by its own and by the roles that it includes, in the order
    /// of the policy.
    package func functions(of role: RoleID) -> [Function] {
        let graph = RoleGraph(roles)
        let named = graph.closure(of: role).reduce(into: Set<FunctionID>()) { named, role in
            named.formUnion(graph.roles[role]?.functions ?? [])
        }
        return allFunctions.filter { function in
            function.parts.isEmpty && sequence(first: function.id, next: \.group).contains(where: named.contains)
        }
    }

    /// The roles that a service has, by its own and by what they include, in the order of the policy; none of a service
    /// that the policy doesn't name.
    package func roles(of service: ServiceID) -> [RoleID] {
        guard let named = services.first(where: { $0.id == service })?.roles else { return [] }
        let graph = RoleGraph(roles)
        let held = named.reduce(into: Set<RoleID>()) { $0.formUnion(graph.closure(of: $1)) }
        return roles.map(\.id).filter(held.contains)
    }

    /// The services that have a role, by its own name or by another that includes it.
    package func services(with role: RoleID) -> [Service] { services.filter { roles(of: $0.id).contains(role) } }

    /// Every function and group of every platform, a group before its parts.
    package var allFunctions: [Function] { platforms.flatMap(\.allFunctions) }
}
