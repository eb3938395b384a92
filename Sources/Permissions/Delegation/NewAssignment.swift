import Directory
import Identity

extension Delegation {
    /// Refuses to put somebody into a post that would bring them a role which excludes one that they hold at the same
    /// unit. As with a grant, it is looked at when the post begins and whenever another right of theirs does.
    package func refuseExcluded(by assignment: Assignment) throws(DelegationRefusal) {
        let next = Delegation(snapshot.applying([.assignmentAdded(assignment)]).snapshot, at: now)
        for held in next.snapshot.staffGrants(of: assignment.person) where !held.entry.isDenial {
            switch held.through {
            case .holder(assignment.post), .everyone(_, assignment.post): break
            default: continue
            }
            guard next.facts.isPresent(held.anchor),
                let both = held.entry.period.intersection(assignment.period)
            else { continue }
            let target = DelegationTarget(
                role: Int(held.entry.role), anchor: held.anchor, extent: held.entry.extent, kind: held.entry.kind)
            try next.refuseExcluded(target, for: [assignment.person], during: both)
        }
    }
}
