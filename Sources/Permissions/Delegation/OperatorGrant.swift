import Directory
import Identity

extension Delegation {
    /// Lets the operators of the installation record a grant of their own: they need no right, and may name citizens,
    /// everyone of a kind of unit and the past; but what the policy makes nothing of, and what would meet a role that
    /// excludes it, is refused to them too.
    package func give(asOperators grant: GrantProposal) throws(DelegationRefusal) -> AuthorizedGrant {
        guard grant.standsInFor == nil else { throw .isAStandIn }
        guard grant.grantedBy == nil else { throw .notInTheNameOfTheGiver }
        if case .everyone(let kind) = grant.subject { try refuseUnknown(kind) }
        if case .kind(let kind) = grant.reach.extent { try refuseUnknown(kind) }
        switch (grant.reach.anchor, grant.subject) {
        case (.unit, _):
            let target = try target(of: grant)
            if grant.effect == .permit { try refuseExcluded(grant, target) }
        case (.ownUnit, .everyone(let kind)):
            guard let role = snapshot.policy.roles.number(of: grant.role) else { throw .unknownRole(grant.role) }
            if grant.effect == .permit { try refuseExcludedAtOwnUnits(grant, role: role, at: kind) }
        case (.ownUnit, _): throw .hasNoOwnUnit
        }
        return AuthorizedGrant(grant, under: nil)
    }

    private func refuseUnknown(_ kind: UnitKind) throws(DelegationRefusal) {
        guard snapshot.policy.kinds.number(of: kind) != nil else { throw .unknownKind(kind) }
    }
}
