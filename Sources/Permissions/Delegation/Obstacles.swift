import Directory
import Identity

// What takes a right to administer away: it is looked for wherever the act reaches, and for as long as the act lasts,
// whichever unit the right comes from. A denial of some part of a city wins over a right to the whole of it.

extension Delegation {
    /// What stands between a right and an act; `nil` where nothing does. Of a stand-in also what the principal meets:
    /// nobody does more in another's name than the other may.
    /// - Parameter source: the unit at which the policy lets the right hand the role out.
    func obstacle(
        to right: HeldGrant, from source: UInt32, _ act: AdministrativeAct, _ held: [HeldGrant], _ giver: PersonID
    ) -> DelegationRefusal? {
        if let obstacle = obstacle(to: right, of: giver, held, from: source, act) { return obstacle }
        guard right.entry.isStandIn else { return nil }
        guard let principal = principal(of: right), facts.principalHolds(right.receipt.grant, at: moment) else {
            return .administersNothing
        }
        return obstacle(to: right, of: principal, snapshot.staffGrants(of: principal), from: source, act)
    }

    private func obstacle(
        to right: HeldGrant, of person: PersonID, _ held: [HeldGrant], from source: UInt32, _ act: AdministrativeAct
    ) -> DelegationRefusal? {
        let kind = snapshot.policy.kind(Int(facts.label(of: source).kind))
        let roles = snapshot.policy.graph.held(by: snapshot.policy.roles.names[Int(right.entry.role)], on: kind)
        let end = act.period?.endMilliseconds ?? moment + 1
        let denial = held.first { denial in
            denial.entry.isDenial && denial.holds(between: moment, and: end) && denies(denial, roles)
                && isMet(by: denial, act.target, from: source)
        }
        if let denial { return .denied(own: right.receipt.grant, by: denial.receipt.grant) }
        var units = Set(units(of: act.target))
        units.formUnion([source, act.target.anchor])
        let isShutOut = meetsExcluded(
            Int(right.entry.role), person, held, at: units, from: moment, until: end)
        return isShutOut ? .excluded(own: right.receipt.grant) : nil
    }

    /// Whether a denial takes one of these roles away: also where its own role makes no sense on the kind of unit that
    /// it names. Who denies the administration of a city at one of its departments means just that.
    private func denies(_ denial: HeldGrant, _ roles: Set<RoleID>) -> Bool {
        let denied = snapshot.policy.roles.names[Int(denial.entry.role)]
        return !snapshot.policy.graph.closure(of: denied).isDisjoint(with: roles)
    }

    /// Whether a denial reaches where a right comes from, where it goes to, or anything that is or could come there.
    private func isMet(by denial: HeldGrant, _ target: DelegationTarget, from source: UInt32) -> Bool {
        func reaches(_ unit: UInt32) -> Bool {
            facts.reaches(denial.entry, DecisionTarget(unit: unit, at: moment, in: facts), own: denial.own)
        }
        if reaches(source) || reaches(target.anchor) { return true }
        let (own, its) = (facts.label(of: target.anchor), facts.label(of: denial.anchor))
        guard own.isPresent, its.isPresent else { return false }
        switch (target.extent, denial.entry.extent) {
        // A single unit is where it is.
        case (.unit, _): return false
        case (_, .unit): return target.covers(denial.anchor, its, anchor: own)
        case (.kind, .kind) where target.kind != denial.entry.kind: return false
        // Of both, more can come: the tree grows.
        case (.kind, _), (.subtree, _): return own.holds(its) || its.holds(own)
        }
    }
}

extension HeldGrant {
    /// Whether grant and assignment both hold in some moment from one on and before another.
    fileprivate func holds(between start: Int64, and end: Int64) -> Bool {
        let (from, until) = (max(entry.from, assigned.from), min(entry.until, assigned.until))
        return from < until && from < end && start < until
    }
}
