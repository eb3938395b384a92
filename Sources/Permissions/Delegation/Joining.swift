import Directory
import Identity

// Two who are found to be one human: what the one has becomes the other's, and the rules hold over both.

extension RoleGrant {
    /// The same with one person in the place of another, as who has it and as who gave it.
    package func naming(_ person: PersonID, insteadOf other: PersonID) -> RoleGrant {
        RoleGrant(
            id: id, effect: effect, subject: subject == .person(other) ? .person(person) : subject, role: role,
            reach: reach, period: period, grantedBy: grantedBy == other ? person : grantedBy, reason: reason,
            standsInFor: standsInFor)
    }

    /// Whether who has it gave it, or stands in by it for themselves.
    package var isSelfGiven: Bool {
        guard effect == .permit, let grantedBy else { return false }
        return subject == .person(grantedBy)
    }
}

extension Delegation {
    /// Refuses that two people become one who would hold roles at one unit that exclude each other, now or later.
    /// - Parameters:
    ///   - person: the one who stays.
    ///   - changes: what the records say of the one in the place of what they said of the other.
    package func refuseExcluded(
        joining person: PersonID, _ changes: [SnapshotChange]
    ) throws(DelegationRefusal) {
        let next = Delegation(snapshot.applying(changes).snapshot, at: now)
        for held in next.snapshot.staffGrants(of: person) where !held.entry.isDenial {
            let assigned = Period(milliseconds: held.assigned.from, held.assigned.until) ?? .always
            guard next.facts.isPresent(held.anchor),
                let term = held.entry.period.intersection(assigned)?.intersection(.since(now))
            else { continue }
            let target = DelegationTarget(
                role: Int(held.entry.role), anchor: held.anchor, extent: held.entry.extent, kind: held.entry.kind)
            try next.refuseExcluded(target, for: [person], during: term)
        }
    }
}
