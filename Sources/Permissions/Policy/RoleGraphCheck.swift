import Directory

/// Checks what roles give, keep apart and administer, once all their names are known and no role includes
/// itself.
struct RoleGraphCheck {
    private let draft: PolicyDraft
    private let graph: RoleGraph

    init(_ draft: PolicyDraft) {
        self.draft = draft
        graph = RoleGraph(draft.roles)
    }

    func problems() -> [PolicyProblem] {
        draft.roles.flatMap(shape) + draft.exclusions.flatMap(exclusion) + draft.roles.flatMap(administration)
    }

    private func shape(_ role: Role) -> [PolicyProblem] {
        var faults: [PolicyFault] = []
        if role.functions.isEmpty, role.includes.isEmpty, role.administration == nil { faults.append(.empty) }
        if let days = role.standInDays, !(1...90).contains(days) { faults.append(.standInOutOfRange) }
        return faults.map { PolicyProblem(.role(role.id), $0) }
    }

    private func exclusion(_ rule: Exclusion) -> [PolicyProblem] {
        guard rule.roles.count >= 2 else {
            return [PolicyProblem(.exclusion(rule.id), .exclusionNeedsTwoRoles)]
        }
        return draft.roles.compactMap { role in
            let held = sorted(graph.closure(of: role.id).intersection(rule.roles))
            guard held.count >= 2 else { return nil }
            return PolicyProblem(.role(role.id), .holdsExcluded(held[0], held[1], rule: rule.id))
        }
    }

    /// Whoever hands out an administering role gives away what that role may hand out. So nothing may come
    /// that way which the administrator, at the same unit, couldn't have handed out itself: then no chain of
    /// grants climbs.
    private func administration(_ role: Role) -> [PolicyProblem] {
        guard let given = role.administration?.roles else { return [] }
        var faults: [PolicyFault] = []
        for through in sorted(given) {
            let delegableAt = graph.roles[through]?.delegableAt ?? []
            if delegableAt.isEmpty { faults.append(.notDelegable(through)) }
            let passedOn = administeredAnywhere(by: through)
            for kind in delegableAt.sorted(by: { $0.slug < $1.slug }) {
                let own = graph.administered(by: role.id, on: kind)
                guard own.grants.contains(through) else { continue }
                for next in sorted(passedOn.grants)
                where !own.grants.contains(next) || graph.roles[next]?.delegableAt.contains(kind) != true {
                    faults.append(.administersBeyondItself(through: through, role: next, at: kind))
                }
                for next in sorted(passedOn.denials) where !own.denials.contains(next) {
                    faults.append(.deniesBeyondItself(through: through, role: next, at: kind))
                }
            }
        }
        return faults.map { PolicyProblem(.role(role.id), $0) }
    }

    private func administeredAnywhere(by role: RoleID) -> (grants: Set<RoleID>, denials: Set<RoleID>) {
        let kinds = draft.kinds.map { UnitKind?.some($0.kind) } + [nil]
        return kinds.reduce(into: (grants: [], denials: [])) { sum, kind in
            let part = graph.administered(by: role, on: kind)
            sum.grants.formUnion(part.grants)
            sum.denials.formUnion(part.denials)
        }
    }

    private func sorted(_ roles: Set<RoleID>) -> [RoleID] { roles.sorted { $0.slug < $1.slug } }
}
