import Directory

/// Roles and what they include, once no role includes itself.
struct RoleGraph {
    let roles: [RoleID: Role]

    init(_ roles: [Role]) {
        self.roles = Dictionary(roles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The role and everything that it includes, directly or not.
    func closure(of role: RoleID) -> Set<RoleID> {
        reached(from: role) { _ in true }
    }

    /// The roles that a holder of this one holds at a unit of a kind: itself and what it includes, as long as
    /// every role on the way there makes sense on that kind. No kind stands for one that the policy doesn't
    /// know.
    func held(by role: RoleID, on kind: UnitKind?) -> Set<RoleID> {
        reached(from: role) { $0.kinds.isEmpty || kind.map($0.kinds.contains) == true }
    }

    /// What a holder of the role may hand out, and deny, at a unit of a kind.
    func administered(by role: RoleID, on kind: UnitKind?) -> (grants: Set<RoleID>, denials: Set<RoleID>) {
        held(by: role, on: kind).reduce(into: (grants: [], denials: [])) { sum, held in
            guard let administration = roles[held]?.administration else { return }
            sum.grants.formUnion(administration.roles)
            if administration.mayDeny { sum.denials.formUnion(administration.roles) }
        }
    }

    private func reached(from start: RoleID, through isOpen: (Role) -> Bool) -> Set<RoleID> {
        var reached: Set<RoleID> = []
        var stack = [start]
        while let id = stack.popLast() {
            guard let role = roles[id], isOpen(role), reached.insert(id).inserted else { continue }
            stack += role.includes
        }
        return reached
    }
}
