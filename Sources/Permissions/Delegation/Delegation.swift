import Directory
import Identity

/// Decides what administrators may give, as things stand in a snapshot at a moment.
///
/// An administrator of unit U gives roles that the policy calls delegable at U, inside U's subtree, for at
/// most as long as its own right lasts, never to itself, and never beyond what it administers. One right of
/// the administrator has to cover the whole grant; two halves don't add up.
package struct Delegation: Sendable {
    let snapshot: Snapshot
    let now: Instant

    /// `now` has to be inside the snapshot's period; outside of it nobody administers anything.
    package init(_ snapshot: Snapshot, at now: Instant) {
        self.snapshot = snapshot
        self.now = now
    }

    /// Lets `grant.grantedBy` give a grant or a denial, when `giver` is who asks.
    package func give(_ grant: GrantProposal, by giver: PersonID) throws(DelegationRefusal) -> AuthorizedGrant {
        guard grant.standsInFor == nil else { throw .isAStandIn }
        guard grant.grantedBy == giver else { throw .notInTheNameOfTheGiver }
        guard grant.period.from >= now else { throw .startsInThePast }
        let target = try target(of: grant)
        try refuseOwn(grant.subject, during: grant.period, giver: giver)
        let right = try right(
            of: giver,
            over: target,
            needsDenial: grant.effect == .deny,
            during: grant.period
        )
        if grant.effect == .permit { try refuseExcluded(grant, target) }
        return AuthorizedGrant(grant, under: right)
    }

    /// Lets somebody end a grant: whoever could give it now; a stand-in also principal and deputy. Nobody ends a denial
    /// that hits them.
    package func revoke(
        _ grant: RoleGrant, by person: PersonID
    ) throws(DelegationRefusal)
        -> AuthorizedRevocation
    {
        if grant.effect == .deny {
            try refuseOwn(grant.subject, during: grant.period, giver: person)
        } else if grant.standsInFor != nil, grant.subject == .person(person) || grant.grantedBy == person {
            return AuthorizedRevocation(grant.id)
        }
        let target = try target(of: grant.proposal)
        _ = try right(of: person, over: target, needsDenial: grant.effect == .deny, during: nil)
        return AuthorizedRevocation(grant.id)
    }

    /// Lets the holder of a grant have somebody stand in for a while (giao quyền): with an end, for no longer
    /// than the policy allows and the right itself lasts, never for a stand-in, and never by whoever gave the right: it
    /// would come back to its giver.
    package func standIn(
        _ grant: GrantProposal, by principal: PersonID
    ) throws(DelegationRefusal)
        -> AuthorizedGrant
    {
        guard let basisID = grant.standsInFor, grant.effect == .permit, let until = grant.period.until,
            case .person(let deputy) = grant.subject
        else { throw .isNoStandIn }
        guard grant.grantedBy == principal else { throw .notInTheNameOfTheGiver }
        guard deputy != principal else { throw .toItself }
        guard grant.period.from >= now else { throw .startsInThePast }
        let target = try target(of: grant)
        let held = snapshot.staffGrants(of: principal).first {
            $0.receipt.grant == basisID && $0.holds(at: moment) && !$0.entry.isDenial && !$0.entry.isStandIn
                && target.isSame(as: $0.entry)
        }
        guard let held, !snapshot.posts(of: principal, at: now).isEmpty else { throw .notHeld(basisID) }
        guard held.receipt.grantedBy != deputy else { throw .gaveItThemselves }
        if case .everyone = held.through { throw .notHeld(basisID) }
        let days = snapshot.policy.graph.roles[grant.role]?.standInDays ?? 0
        let term = snapshot.term(of: grant, until: until)
        guard term.until - term.from <= .hours(24 * days) else { throw .noStandIn(maximumDays: days) }
        let end = min(held.entry.until, held.assigned.until)
        guard until.millisecondsSince1970 <= end else {
            throw .outlasts(own: basisID, until: Instant(millisecondsSince1970: end))
        }
        try refuseExcluded(grant, target)
        return AuthorizedGrant(grant, under: basisID)
    }

    var facts: Facts { snapshot.facts }
    var moment: Int64 { now.millisecondsSince1970 }

    /// Role and reach in numbers, once both are known to be there.
    func target(of grant: GrantProposal) throws(DelegationRefusal) -> DelegationTarget {
        guard let role = snapshot.policy.roles.number(of: grant.role) else { throw .unknownRole(grant.role) }
        guard case .unit(let unit) = grant.reach.anchor else { throw .subjectTooWide }
        guard let anchor = facts.unit(unit) else { throw .unknownUnit(unit) }
        let extent: GrantEntry.Extent
        var kind = snapshot.policy.kinds.count
        switch grant.reach.extent {
        case .unit:
            extent = .unit
            if let name = snapshot.policy.kind(Int(facts.label(of: anchor).kind)),
                snapshot.policy.graph.held(by: grant.role, on: name).isEmpty
            {
                throw .roleMakesNoSenseThere(name)
            }
        case .subtree: extent = .subtree
        case .kind(let named):
            extent = .kind
            kind = snapshot.policy.number(ofKind: named)
            if snapshot.policy.graph.held(by: grant.role, on: named).isEmpty {
                throw .roleMakesNoSenseThere(named)
            }
        }
        return DelegationTarget(
            role: role,
            anchor: anchor,
            extent: extent,
            kind: UInt16(clamping: kind)
        )
    }

    /// Refuses a subject among whom the giver is or could be.
    private func refuseOwn(
        _ subject: GrantSubject,
        during period: Period,
        giver: PersonID
    ) throws(DelegationRefusal) {
        switch subject {
        case .person(let person):
            if person == giver { throw .toItself }
        case .holders(let post):
            guard let numbers = facts.numbers(of: post) else { return }
            let holds = facts.assignments(of: giver).contains {
                $0.unit == numbers.unit && $0.position == numbers.position
                    && $0.from < period.endMilliseconds && period.from.millisecondsSince1970 < $0.until
            }
            if holds { throw .toItself }
        case .everyone, .citizens:
            throw .subjectTooWide
        }
    }

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
        let policy = snapshot.policy
        let anchor = facts.label(of: target.anchor)
        let units = facts.order.filter { unit in
            let label = facts.label(of: unit)
            return target.covers(unit, label, anchor: anchor)
                && policy.canMeetExcluded(role: target.role, kind: Int(label.kind))
        }
        let kinds = Set(units.map { Int(facts.label(of: $0).kind) })
        for person in people where !units.isEmpty {
            let held = snapshot.staffGrants(of: person)
            let meets = held.contains { other in
                kinds.contains { policy.excludeEachOther(target.role, Int(other.entry.role), kind: $0) }
            }
            guard meets else { continue }
            let starts = held.flatMap { [$0.entry.from, $0.assigned.from] }
                .filter { period.contains(Instant(millisecondsSince1970: $0)) }
            for start in Set(starts + [period.from.millisecondsSince1970]) {
                for unit in units {
                    let place = DecisionTarget(unit: unit, at: start, in: facts)
                    if snapshot.meetsExcluded(target.role, person, place) { throw .wouldMeetExcluded(person) }
                }
            }
        }
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
