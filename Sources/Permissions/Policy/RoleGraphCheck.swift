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
            + draft.services.flatMap(service)
    }

    private func shape(_ role: Role) -> [PolicyProblem] {
        let place = PolicyPlace.role(role.id)
        var problems: [PolicyProblem] = []
        if role.functions.isEmpty, role.includes.isEmpty, role.administration == nil {
            problems.append(PolicyProblem(place, .empty))
        }
        if let days = role.standInDays, !(1...90).contains(days) {
            problems.append(PolicyProblem(place, part: .standInDays, .standInOutOfRange))
        }
        return problems
    }

    private func exclusion(_ rule: Exclusion) -> [PolicyProblem] {
        guard rule.roles.count >= 2 else {
            return [PolicyProblem(.exclusion(rule.id), part: .excludedRoles, .exclusionNeedsTwoRoles)]
        }
        return draft.roles.compactMap { role in
            let held = sorted(graph.closure(of: role.id).intersection(rule.roles))
            guard held.count >= 2 else { return nil }
            // One of the two may be the role itself; the other comes by something that it includes.
            let other = held[1] == role.id ? held[0] : held[1]
            let included = role.includes.first { graph.closure(of: $0).contains(other) }
            return PolicyProblem(
                .role(role.id), part: included.map(PolicyPart.included), .holdsExcluded(held[0], held[1], rule: rule.id)
            )
        }
    }

    /// Whoever hands out an administering role gives away what that role may hand out. So nothing may come
    /// that way which the administrator, at the same unit, couldn't have handed out itself: then no chain of
    /// grants climbs.
    private func administration(_ role: Role) -> [PolicyProblem] {
        guard let given = role.administration?.roles else { return [] }
        var problems: [PolicyProblem] = []
        for through in sorted(given) {
            func note(_ fault: PolicyFault) {
                problems.append(PolicyProblem(.role(role.id), part: .administered(through), fault))
            }
            let delegableAt = graph.roles[through]?.delegableAt ?? []
            if delegableAt.isEmpty { note(.notDelegable(through)) }
            let passedOn = administeredAnywhere(by: through)
            for kind in delegableAt.sorted(by: { $0.slug < $1.slug }) {
                let own = graph.administered(by: role.id, on: kind)
                guard own.grants.contains(through) else { continue }
                for next in sorted(passedOn.grants)
                where !own.grants.contains(next) || graph.roles[next]?.delegableAt.contains(kind) != true {
                    note(.administersBeyondItself(through: through, role: next, at: kind))
                }
                for next in sorted(passedOn.denials) where !own.denials.contains(next) {
                    note(.deniesBeyondItself(through: through, role: next, at: kind))
                }
            }
        }
        return problems
    }

    /// A service stands at no unit and has no session: of roles that exclude each other in either, it may have one.
    private func service(_ service: Service) -> [PolicyProblem] {
        let place = PolicyPlace.service(service.id)
        guard !service.roles.isEmpty else { return [PolicyProblem(place, .serviceWithoutRoles)] }
        let administering = service.roles.filter { role in
            graph.closure(of: role).contains { graph.roles[$0]?.administration != nil }
        }
        let held = service.roles.reduce(into: Set<RoleID>()) { $0.formUnion(graph.closure(of: $1)) }
        let excluded = draft.exclusions.compactMap { rule -> PolicyProblem? in
            let both = sorted(held.intersection(rule.roles))
            return both.count < 2 ? nil : PolicyProblem(place, .holdsExcluded(both[0], both[1], rule: rule.id))
        }
        return administering.map { PolicyProblem(place, part: .held($0), .serviceAdministers($0)) } + excluded
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
