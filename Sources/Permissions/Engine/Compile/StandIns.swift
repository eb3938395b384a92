import Directory
import Identity

// HowHeld in (giao quyền). A stand-in is compiled as a grant to one person, for the time in which it and the
// grant behind it both hold. Whether the principal still is in the post, and may still do it, is asked at
// each decision.

extension Snapshot {
    /// Puts a stand-in in. What it stands in for is found by way of the one who gave it. It is kept when that
    /// isn't there, so that it counts as soon as it is.
    mutating func insert(standIn grant: RoleGrant) -> GrantProblem.Fault? {
        guard case .person(let deputy) = grant.subject, let principal = grant.grantedBy, deputy != principal,
            grant.effect == .permit, grant.period.until != nil, let basisID = grant.standsInFor
        else { return .notAStandIn }
        do throws(GrantProblem.Fault) {
            let own = try entry(of: grant)
            let basis = basis(basisID, heldBy: principal)
            facts.standIns[grant.id] = StandIn(grant: grant, principal: principal, basisID: basisID, basis: basis)
            guard let basis, basis.entry.isSameRight(as: own) else { return .standsInForNothing }
            let from = max(own.from, basis.entry.from)
            let until = min(own.until, basis.entry.until)
            guard from < until else { return .standsInForNothing }
            let entry = own.during(from, until)
            insert(entry, GrantReceipt(grant: grant.id, grantedBy: grant.grantedBy), for: grant.subject)
            anchor(entry, grant)
            return nil
        } catch {
            return error
        }
    }

    /// Looks again for what these stand-ins stand in for.
    mutating func settleStandIns(where isConcerned: (RoleGrant) -> Bool) -> [GrantProblem] {
        let concerned = facts.standIns.values.map(\.grant).filter(isConcerned)
            .sorted { $0.id.number < $1.id.number }
        return concerned.compactMap { grant in
            remove(grant)
            return insert(standIn: grant).map { GrantProblem(grant.id, $0) }
        }
    }

    /// From when to when somebody would stand in for another in one right, with this stand-in: those between the same two
    /// that leave less than a day between them are one, or a limit on one would limit nothing.
    func term(of grant: GrantProposal, until: Instant) -> (from: Instant, until: Instant) {
        let others = facts.standIns.values.map(\.grant).filter {
            $0.standsInFor == grant.standsInFor && $0.grantedBy == grant.grantedBy && $0.subject == grant.subject
        }.map(\.period).sorted { $0.from < $1.from }
        var term = (from: grant.period.from, until: until)
        for other in others.reversed() where other.from < term.from {
            if let end = other.until, end + Self.standInBreak > term.from { term.from = other.from }
        }
        for other in others where other.from < term.until + Self.standInBreak {
            if let end = other.until, end > term.from { term.until = max(term.until, end) }
        }
        return term
    }

    private static let standInBreak = Duration.hours(24)

    /// A grant that somebody has in person or by a post, at whatever time, and may pass on for a while: one
    /// that permits, and isn't a stand-in itself.
    private func basis(_ id: GrantID, heldBy principal: PersonID) -> StandIn.Basis? {
        if let entry = facts.grants(inPersonTo: principal).entry(of: id) {
            return entry.isDenial || entry.isStandIn ? nil : StandIn.Basis(entry: entry, post: nil)
        }
        for assignment in facts.assignments(of: principal) {
            let ofPost = facts.grants(toHoldersAt: assignment.unit, position: assignment.position)
            guard let entry = ofPost.entry(of: id) else { continue }
            return entry.isDenial
                ? nil : StandIn.Basis(entry: entry, post: (assignment.unit, assignment.position))
        }
        return nil
    }
}

extension GrantEntry {
    /// Whether both give one role in the same places.
    fileprivate func isSameRight(as other: GrantEntry) -> Bool {
        role == other.role && anchor == other.anchor && extent == other.extent && kind == other.kind
    }

    fileprivate func during(_ from: Int64, _ until: Int64) -> GrantEntry {
        GrantEntry(
            from: from,
            until: until,
            anchor: anchor,
            role: role,
            kind: kind,
            extent: extent,
            isDenial: isDenial,
            isStandIn: isStandIn,
            level: level
        )
    }
}
