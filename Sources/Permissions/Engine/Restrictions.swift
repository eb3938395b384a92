import Directory
import Identity

// What keeps a grant from permitting: a denial, a role that excludes its role (at the unit, or in the session), and, for
// a stand-in, what the one who is stood in for may not.

extension Snapshot {
    // MARK: Denials

    /// A denial to the person, or to a post in which they act.
    @inline(__always)
    func staffDenial(_ person: Facts.Person, _ persona: Persona, _ target: DecisionTarget) -> GrantID? {
        if let grant = denial(in: person.grants(of: target.givers), target, own: GrantEntry.ownUnit) { return grant }
        for assignment in person.assignments {
            guard facts.holds(assignment, at: target.moment), facts.admits(persona, assignment) else { continue }
            let ofPost = facts.grants(toHoldersBy: assignment, of: target.givers)
            let ofKind = facts.grants(toEveryoneBy: assignment)
            if let grant = denial(in: ofPost, target, own: assignment.unit)
                ?? denial(in: ofKind, target, own: assignment.unit)
            {
                return grant
            }
        }
        return nil
    }

    /// The first of these grants that denies.
    @inline(__always)
    func denial(in grants: Facts.Grants, _ target: DecisionTarget, own: UInt32) -> GrantID? {
        for grant in grants {
            let entry = grant.entry
            // Denials come first.
            guard entry.isDenial else { break }
            if concerns(entry, target, own: own) { return grant.id }
        }
        return nil
    }

    // MARK: Roles that exclude each other

    /// Whether the person holds, at the unit in the moment, a role that excludes this one: as a member of
    /// staff, in whatever post.
    func meetsExcluded(_ role: Int, _ id: PersonID, _ target: DecisionTarget) -> Bool {
        facts.person(id).map { meetsExcluded(role, $0, target) } ?? false
    }

    @inline(never)
    func meetsExcluded(_ role: Int, _ person: Facts.Person, _ target: DecisionTarget) -> Bool {
        for grant in person.grants {
            let entry = grant.entry
            guard excludes(entry, role, target, own: GrantEntry.ownUnit) else { continue }
            if !entry.isStandIn || facts.principalHolds(grant.id, at: target.moment) { return true }
        }
        for assignment in person.assignments where facts.holds(assignment, at: target.moment) {
            let unit = assignment.unit
            for grant in facts.grants(toHoldersBy: assignment) where excludes(grant.entry, role, target, own: unit) {
                return true
            }
            for grant in facts.grants(toEveryoneBy: assignment) where excludes(grant.entry, role, target, own: unit) {
                return true
            }
        }
        return false
    }

    /// Whether a grant permits, holds, reaches the unit and is of a role that excludes this one there.
    @inline(__always)
    private func excludes(_ entry: GrantEntry, _ role: Int, _ target: DecisionTarget, own: UInt32) -> Bool {
        !entry.isDenial && entry.holds(at: target.moment)
            && policy.excludeEachOther(role, Int(entry.role), kind: target.kind)
            && facts.reaches(entry, target, own: own)
    }

    /// Whether a role that was used in the session excludes this one.
    func isShutOut(_ role: Int, by exercised: [RoleID]) -> Bool {
        exercised.contains { used in
            policy.roles.number(of: used).map { policy.excludeEachOtherInSession(role, $0) } ?? false
        }
    }

    // MARK: Standing in

    /// Whether the one for whom somebody stands in still holds the right, is not denied the function, and holds no role
    /// there that excludes it.
    @inline(never)
    func principalMay(_ standIn: GrantID, _ target: DecisionTarget) -> Bool {
        guard facts.principalHolds(standIn, at: target.moment), let standIn = facts.standIns[standIn],
            let basis = standIn.basis, let principal = facts.person(standIn.principal)
        else { return false }
        return staffDenial(principal, .staff, target) == nil
            && !meetsExcluded(Int(basis.entry.role), principal, target)
    }
}
