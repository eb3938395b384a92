import Directory
import Identity

// Roles that exclude each other at a unit: whom a grant would bring two of them.

extension Delegation {
    /// Refuses a role that would meet another, in one of those who get it, which excludes it: looked at when
    /// the grant begins and whenever another right or post of theirs begins during it.
    func refuseExcluded(_ grant: GrantProposal, _ target: DelegationTarget) throws(DelegationRefusal) {
        try refuseExcluded(target, for: concerned(by: grant.subject, during: grant.period), during: grant.period)
    }

    /// Refuses a role to everyone at a kind of unit, each at their own, where it would meet another that excludes it.
    func refuseExcludedAtOwnUnits(_ grant: GrantProposal, role: Int, at kind: UnitKind) throws(DelegationRefusal) {
        for unit in units(of: kind) {
            let target = DelegationTarget(role: role, anchor: unit, reach: grant.reach, in: snapshot)
            let people = members(of: unit, during: grant.period).map(\.person)
            try refuseExcluded(target, for: people, during: grant.period)
        }
    }

    func refuseExcluded(
        _ target: DelegationTarget, for people: [PersonID], during period: Period
    ) throws(DelegationRefusal) {
        let units = units(of: target)
        for person in people where !units.isEmpty {
            let isMet = meetsExcluded(
                target.role, person, snapshot.staffGrants(of: person), at: units,
                from: period.from.millisecondsSince1970, until: period.endMilliseconds)
            if isMet { throw .wouldMeetExcluded(person) }
        }
    }

    /// Whether somebody holds, at one of the units, a role that excludes this one: in the moment `start`, or when
    /// another right or post of theirs begins before `end`.
    /// - Parameter held: all that was ever granted to the person.
    func meetsExcluded(
        _ role: Int, _ person: PersonID, _ held: [HeldGrant], at units: some Sequence<UInt32>, from start: Int64,
        until end: Int64
    ) -> Bool {
        let policy = snapshot.policy
        let units = units.filter { policy.canMeetExcluded(role: role, kind: Int(facts.label(of: $0).kind)) }
        let kinds = Set(units.map { Int(facts.label(of: $0).kind) })
        let meets = held.contains { other in
            kinds.contains { policy.excludeEachOther(role, Int(other.entry.role), kind: $0) }
        }
        guard meets else { return false }
        let starts = held.flatMap { [$0.entry.from, $0.assigned.from] }.filter { start < $0 && $0 < end }
        return Set(starts + [start]).contains { moment in
            units.contains { unit in
                snapshot.meetsExcluded(role, person, DecisionTarget(unit: unit, at: moment, in: facts))
            }
        }
    }

    /// The units that a target covers, as the tree is.
    func units(of target: DelegationTarget) -> [UInt32] {
        let anchor = facts.label(of: target.anchor)
        return facts.order.filter { target.covers($0, facts.label(of: $0), anchor: anchor) }
    }

    private func concerned(by subject: GrantSubject, during period: Period) -> [PersonID] {
        switch subject {
        case .person(let person): [person]
        case .holders(let post):
            facts.numbers(of: post).map { numbers in
                members(of: numbers.unit, during: period)
                    .filter { $0.assignment.position == numbers.position }.map(\.person)
            } ?? []
        case .everyone(let kind):
            units(of: kind).flatMap { members(of: $0, during: period).map(\.person) }
        case .citizens: []
        }
    }

    private func units(of kind: UnitKind) -> [UInt32] {
        let number = snapshot.policy.number(ofKind: kind)
        return facts.order.filter { Int(facts.label(of: $0).kind) == number }
    }

    /// Everybody who is in a post at a unit for some of a period.
    private func members(of unit: UInt32, during period: Period) -> [UnitFacts.Member] {
        facts.members(of: unit).filter {
            $0.assignment.from < period.endMilliseconds && period.from.millisecondsSince1970 < $0.assignment.until
        }
    }
}
