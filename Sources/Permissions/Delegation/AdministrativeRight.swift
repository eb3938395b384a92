import Directory
import Identity

// Whose administration covers a grant.

/// What somebody does as an administrator: with a role, at a place, for a time.
struct AdministrativeAct {
    let target: DelegationTarget
    let needsDenial: Bool
    /// For how long it is to hold; `nil` for what is done now, and over.
    let period: Period?
    /// Whether somebody would do it for themselves. Asked of whoever is stood in for, whose right it then is.
    let isOwn: (PersonID) -> Bool
}

extension Delegation {
    /// The grant by which somebody administers all of what an act is about, for all of its period.
    func right(of giver: PersonID, for act: AdministrativeAct) throws(DelegationRefusal) -> GrantID {
        var nearest = (stage: 0, refusal: DelegationRefusal.administersNothing)
        guard snapshot.period.contains(now), !snapshot.posts(of: giver, at: now).isEmpty else { throw nearest.refusal }
        let held = snapshot.staffGrants(of: giver)
        for right in held where !right.entry.isDenial && right.holds(at: moment) {
            guard let outcome = judge(right, act, held, giver) else { return right.receipt.grant }
            if outcome.stage > nearest.stage { nearest = outcome }
        }
        throw nearest.refusal
    }

    /// `nil` when the right covers what the act is about; otherwise how far it came and what it lacks.
    private func judge(
        _ right: HeldGrant, _ act: AdministrativeAct, _ held: [HeldGrant], _ giver: PersonID
    ) -> (stage: Int, refusal: DelegationRefusal)? {
        let own = right.receipt.grant
        let role = snapshot.policy.roles.names[act.target.role]
        var nearest = (stage: 0, refusal: DelegationRefusal.administersNothing)
        func note(_ stage: Int, _ refusal: DelegationRefusal) {
            if stage > nearest.stage { nearest = (stage, refusal) }
        }
        for unit in facts.upwards(from: act.target.anchor) {
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
            guard facts.reaches(right.entry, place, own: right.own), covers(right, act.target) else {
                note(3, .reachesBeyond(own: own))
                continue
            }
            if let obstacle = obstacle(to: right, from: unit, act, held, giver) {
                note(4, obstacle)
                continue
            }
            guard !act.needsDenial || administered.denials.contains(role) else {
                note(5, .mayNotDeny(own: own))
                continue
            }
            if let period = act.period {
                let end = end(of: right, giver: giver)
                guard period.endMilliseconds <= end else {
                    note(6, .outlasts(own: own, until: Instant(millisecondsSince1970: end)))
                    continue
                }
            }
            if let principal = principal(of: right), act.isOwn(principal) {
                note(7, .toThePrincipal(principal))
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

    /// For whom somebody stands in by a right.
    func principal(of right: HeldGrant) -> PersonID? {
        right.entry.isStandIn ? facts.standIns[right.receipt.grant]?.principal : nil
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
