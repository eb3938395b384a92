import Directory
import Identity

// Whose administration covers a grant.

extension Delegation {
    /// The grant by which somebody administers all of the target, for all of the period. No period asks for
    /// the present only.
    func right(
        of giver: PersonID,
        over target: DelegationTarget,
        needsDenial: Bool,
        during period: Period?
    ) throws(DelegationRefusal) -> GrantID {
        var nearest = (stage: 0, refusal: DelegationRefusal.administersNothing)
        guard snapshot.period.contains(now), !snapshot.posts(of: giver, at: now).isEmpty else { throw nearest.refusal }
        let held = snapshot.staffGrants(of: giver).filter { $0.holds(at: moment) }
        let role = snapshot.policy.roles.names[target.role]
        for right in held where !right.entry.isDenial {
            let outcome = judge(right, role, target, needsDenial, period, held, giver)
            guard let outcome else { return right.receipt.grant }
            if outcome.stage > nearest.stage { nearest = outcome }
        }
        throw nearest.refusal
    }

    /// `nil` when the right covers the target; otherwise how far it came and what it lacks.
    private func judge(
        _ right: HeldGrant,
        _ role: RoleID,
        _ target: DelegationTarget,
        _ needsDenial: Bool,
        _ period: Period?,
        _ held: [HeldGrant],
        _ giver: PersonID
    ) -> (stage: Int, refusal: DelegationRefusal)? {
        let own = right.receipt.grant
        var nearest = (stage: 0, refusal: DelegationRefusal.administersNothing)
        func note(_ stage: Int, _ refusal: DelegationRefusal) {
            if stage > nearest.stage { nearest = (stage, refusal) }
        }
        for unit in facts.upwards(from: target.anchor) {
            let place = DecisionTarget(unit: unit, at: moment, in: facts)
            let kind = snapshot.policy.kind(place.kind)
            let administered = snapshot.policy.graph
                .administered(by: snapshot.policy.roles.names[Int(right.entry.role)], on: kind)
            if administered.grants.isEmpty { continue }
            guard administered.grants.contains(role) else {
                note(1, .roleNotAdministered(role))
                continue
            }
            guard let kind, snapshot.policy.graph.roles[role]?.delegableAt.contains(kind) == true else {
                note(2, .notDelegableThere(role))
                continue
            }
            guard facts.reaches(right.entry, place, own: right.own), covers(right, target) else {
                note(3, .reachesBeyond(own: own))
                continue
            }
            guard isUsable(right, held, giver, place) else { continue }
            guard !needsDenial || administered.denials.contains(role) else {
                note(4, .mayNotDeny(own: own))
                continue
            }
            guard let period else { return nil }
            let end = end(of: right, giver: giver)
            guard period.endMilliseconds <= end else {
                note(5, .outlasts(own: own, until: Instant(millisecondsSince1970: end)))
                continue
            }
            return nil
        }
        return nearest
    }

    /// Whether the reach of a right holds that of the target, now and however the tree grows.
    private func covers(_ right: HeldGrant, _ target: DelegationTarget) -> Bool {
        let entry = right.entry
        let label = facts.label(of: target.anchor)
        switch entry.extent {
        case .unit:
            return target.extent == .unit && target.anchor == right.anchor
        case .subtree:
            return facts.label(of: right.anchor).holds(label)
        case .kind:
            let isOfKind =
                target.extent == .unit && label.kind == entry.kind
                || target.extent == .kind && target.kind == entry.kind
            return isOfKind && facts.label(of: right.anchor).holds(label)
        }
    }

    /// Whether administration by a grant isn't taken away: by a denial of the administering role to the
    /// giver, by a role that excludes it, or because the giver stands in for somebody who no longer has it.
    private func isUsable(_ right: HeldGrant, _ held: [HeldGrant], _ giver: PersonID, _ place: DecisionTarget) -> Bool {
        if right.entry.isStandIn {
            guard facts.principalHolds(right.receipt.grant, at: moment),
                let standIn = facts.standIns[right.receipt.grant]
            else { return false }
            let principal = snapshot.staffGrants(of: standIn.principal).filter { $0.holds(at: moment) }
            guard !isDenied(right.entry, principal, place) else { return false }
        }
        return !isDenied(right.entry, held, place) && !snapshot.meetsExcluded(Int(right.entry.role), giver, place)
    }

    /// Whether a denial among these takes away a role that the right holds at the unit.
    private func isDenied(_ right: GrantEntry, _ held: [HeldGrant], _ place: DecisionTarget) -> Bool {
        let kind = snapshot.policy.kind(place.kind)
        let graph = snapshot.policy.graph
        let roles = graph.held(by: snapshot.policy.roles.names[Int(right.role)], on: kind)
        return held.contains { denial in
            denial.entry.isDenial && facts.reaches(denial.entry, place, own: denial.own)
                && !graph.held(by: snapshot.policy.roles.names[Int(denial.entry.role)], on: kind)
                    .isDisjoint(with: roles)
        }
    }

    /// When a right ends: with its grant, with the post through which it comes, and for a stand-in with the
    /// post of the principal.
    private func end(of right: HeldGrant, giver: PersonID) -> Int64 {
        var end = min(right.entry.until, right.assigned.until)
        if right.entry.isStandIn, let standIn = facts.standIns[right.receipt.grant], let post = standIn.basis?.post {
            let terms = facts.assignments(of: standIn.principal).filter {
                $0.unit == post.unit && $0.position == post.position && $0.holds(at: moment)
            }
            end = min(end, terms.map(\.until).max() ?? moment)
        }
        return end
    }
}
