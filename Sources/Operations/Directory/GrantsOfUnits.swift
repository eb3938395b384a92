import Audit
import Database
import Directory
import Identity
import Permissions
import Storage

/// What becomes of grants whose unit is no longer there: they end with it, or go with it into another. And of those in
/// person, which end when their holder leaves or moves.
package struct GrantsOfUnits: Hashable, Sendable {
    package var ended: [RoleGrant] = []
    /// As they were, and as they are; each has a number of its own, as a grant has one place.
    package var moved: [Move] = []

    package struct Move: Hashable, Sendable {
        package let before, after: RoleGrant
    }

    package init() {}
}

extension SyncPlan.Units {
    /// Where each unit goes that is no longer there; `nil` where it goes nowhere.
    var successors: [UnitID: UnitID?] {
        var successors: [UnitID: UnitID?] = [:]
        for unit in ended { successors.updateValue(nil, forKey: unit.id) }
        for merge in merged { successors.updateValue(merge.into, forKey: merge.unit.id) }
        return successors
    }
}

extension RoleGrant {
    /// Whether it hangs on one of these units: by its reach, or by the post that has it.
    func hangs(on units: [UnitID: UnitID?]) -> Bool {
        if case .unit(let unit) = reach.anchor, units.keys.contains(unit) { return true }
        if case .holders(let post) = subject, units.keys.contains(post.unit) { return true }
        return false
    }

    /// The same at the successors, from a moment on; `nil` where one of its units has none.
    func moved(
        by successors: [UnitID: UnitID?], as id: GrantID, standsInFor basis: GrantID?, from moment: Instant
    ) -> RoleGrant? {
        var (reach, subject) = (reach, subject)
        if case .unit(let unit) = reach.anchor, let successor = successors[unit] {
            guard let successor else { return nil }
            reach = Reach(reach.extent, of: successor)
        }
        if case .holders(let post) = subject, let successor = successors[post.unit] {
            guard let successor else { return nil }
            subject = .holders(of: Post(post.position, at: successor))
        }
        guard let period = Period(from: max(moment, period.from), until: period.until) else { return nil }
        return RoleGrant(
            id: id, effect: effect, subject: subject, role: role, reach: reach, period: period, grantedBy: grantedBy,
            reason: reason, standsInFor: basis)
    }
}

extension WriteTransaction {
    /// Ends what hangs on units that end, and lets begin at their successors what goes with them. A grant that comes before
    /// those who stand in by it has the lower number.
    /// - Parameter moment: at which the units end.
    func endAndMoveGrants(
        of units: SyncPlan.Units, from moment: Instant, in revision: PermissionRevision, _ act: Act
    ) throws -> GrantsOfUnits {
        var outcome = GrantsOfUnits()
        let successors = units.successors
        guard !successors.isEmpty else { return outcome }
        let stored = try roleGrants.facts(at: revision)
            .filter { $0.fact.period.endsAfter(moment) && $0.fact.hangs(on: successors) }
            .sorted { $0.fact.id.number < $1.fact.id.number }
        var newNumbers: [GrantID: GrantID] = [:]
        for grant in stored {
            let before = grant.fact
            guard try roleGrants.end(grant, at: moment, in: revision) else { continue }
            let basis = before.standsInFor.map { newNumbers[$0] ?? $0 }
            guard before.moved(by: successors, as: before.id, standsInFor: basis, from: moment) != nil,
                let after = before.moved(
                    by: successors, as: try roleGrants.newID(in: revision), standsInFor: basis, from: moment)
            else {
                outcome.ended.append(before)
                try audit.append(act.event(.grantRevoke, object: "\(before.id) with its unit"))
                continue
            }
            newNumbers[before.id] = after.id
            try roleGrants.add(after, in: revision)
            outcome.moved.append(GrantsOfUnits.Move(before: before, after: after))
            try audit.append(act.event(.grantMove, object: "\(before.id) -> \(after.id)"))
        }
        return outcome
    }
}
