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
        let act = AdministrativeAct(target: target, needsDenial: grant.effect == .deny, period: grant.period) {
            person in
            isAmong(grant.subject, person, during: grant.period)
        }
        let right = try right(of: giver, for: act)
        if grant.effect == .permit { try refuseExcluded(grant, target) }
        return AuthorizedGrant(grant, under: right)
    }

    /// Lets somebody end a grant: whoever could give it now; a stand-in also principal and deputy. Nobody ends a denial
    /// that hits them, nor one that hits whom they stand in for.
    package func revoke(_ grant: RoleGrant, by person: PersonID) throws(DelegationRefusal) -> AuthorizedRevocation {
        if grant.effect == .deny {
            try refuseOwn(grant.subject, during: grant.period, giver: person)
        } else if grant.standsInFor != nil, grant.subject == .person(person) || grant.grantedBy == person {
            return AuthorizedRevocation(grant.id)
        }
        let target = try target(of: grant.proposal)
        let act = AdministrativeAct(target: target, needsDenial: grant.effect == .deny, period: nil) { person in
            grant.effect == .deny && isAmong(grant.subject, person, during: grant.period)
        }
        _ = try right(of: person, for: act)
        return AuthorizedRevocation(grant.id)
    }

    /// Lets somebody judge in a review whether a grant stays: whoever could end it now, and neither has it nor stands
    /// in for who has it.
    package func review(_ grant: RoleGrant, by reviewer: PersonID) throws(DelegationRefusal) {
        guard !isOwn(grant, of: reviewer) else { throw .toItself }
        if grant.effect == .deny { try refuseOwn(grant.subject, during: grant.period, giver: reviewer) }
        let target = try target(of: grant.proposal)
        let act = AdministrativeAct(target: target, needsDenial: grant.effect == .deny, period: nil) { person in
            isOwn(grant, of: person) || grant.effect == .deny && isAmong(grant.subject, person, during: grant.period)
        }
        _ = try right(of: reviewer, for: act)
    }

    /// Whether somebody has a grant, or gets it by a post, or let another stand in by it.
    package func isOwn(_ grant: RoleGrant, of person: PersonID) -> Bool {
        switch grant.subject {
        case .person(let holder): return holder == person || grant.standsInFor != nil && grant.grantedBy == person
        case .holders(let post): return snapshot.posts(of: person, at: now).contains(post)
        case .everyone(let kind):
            let number = snapshot.policy.number(ofKind: kind)
            return facts.assignments(of: person).contains {
                facts.holds($0, at: moment) && Int(facts.label(of: $0.unit).kind) == number
            }
        case .citizens: return false
        }
    }

    /// Lets the holder of a grant have somebody stand in for a while (giao quyền): with an end, for no longer
    /// than the policy allows and the right itself lasts, never for a stand-in, and never by whoever gave the right: it
    /// would come back to its giver.
    package func standIn(_ grant: GrantProposal, by principal: PersonID) throws(DelegationRefusal) -> AuthorizedGrant {
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
        guard !gave(held.receipt, in: grant.role, deputy) else { throw .gaveItThemselves }
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
        _ subject: GrantSubject, during period: Period, giver: PersonID
    ) throws(DelegationRefusal) {
        switch subject {
        case .person, .holders: if isAmong(subject, giver, during: period) { throw .toItself }
        case .everyone, .citizens: throw .subjectTooWide
        }
    }

    /// Whether a grant would be somebody's own at some time of a period; everybody could be a citizen.
    private func isAmong(_ subject: GrantSubject, _ person: PersonID, during period: Period) -> Bool {
        switch subject {
        case .person(let named): return named == person
        case .holders(let post):
            guard let numbers = facts.numbers(of: post) else { return false }
            return facts.assignments(of: person).contains {
                $0.unit == numbers.unit && $0.position == numbers.position
                    && $0.from < period.endMilliseconds && period.from.millisecondsSince1970 < $0.until
            }
        case .everyone, .citizens: return true
        }
    }

    /// Whether somebody gave a right themselves, or by the hand of one who stands in for them as an administrator.
    private func gave(_ receipt: GrantReceipt, in role: RoleID, _ person: PersonID) -> Bool {
        guard let giver = receipt.grantedBy else { return false }
        return giver == person
            || facts.standIns.values.contains { standIn in
                standIn.principal == person && standIn.grant.subject == .person(giver)
                    && snapshot.definition.administeringRoles.contains(standIn.grant.role)
            }
    }
}
