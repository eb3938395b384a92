import Directory
import Identity

// What a person brings to a decision: denials, roles that exclude each other, and those one stands in for.

extension Snapshot {
    /// The shard in which a person would lie, and where in it they do.
    @inline(__always)
    func person(_ id: PersonID) -> (shard: PeopleShard, record: PersonRecord?) {
        let shard = shards[shardNumber(of: id.place)]
        return (shard, shard.place(of: id).map { shard.people[$0] })
    }

    func assignments(of id: PersonID) -> ArraySlice<AssignmentEntry> {
        let (shard, record) = person(id)
        return shard.assignments[record?.assignments ?? 0..<0]
    }

    /// Whether somebody is in a post: for that its unit has to be there.
    @inline(__always)
    func holds(_ assignment: AssignmentEntry, at moment: Int64) -> Bool {
        assignment.holds(at: moment) && labels[Int(assignment.unit)].isPresent
    }

    /// Whether somebody who acts so acts in this post too.
    @inline(__always)
    func admits(_ persona: Persona, _ assignment: AssignmentEntry) -> Bool {
        switch persona {
        case .staff: true
        case .citizen: false
        case .post(let post):
            units.names[Int(assignment.unit)] == post.unit
                && positions.names[Int(assignment.position)] == post.position
        }
    }

    /// A denial that hits the person or a post in which it acts.
    @inline(__always)
    func staffDenial(
        _ person: PersonPages.Place,
        _ persona: Persona,
        _ aim: Aim
    ) -> GrantID? {
        if let grant = denial(in: person.grants, aim, own: GrantEntry.ownUnit) { return grant }
        for place in person.assignments {
            let assignment = person.assignment(place)
            guard holds(assignment, at: aim.moment), admits(persona, assignment) else { continue }
            let ofPost = posts.grants(unit: Int(assignment.unit), position: assignment.position)
            let ofKind = posts.grants(label: labels[Int(assignment.unit)])
            if let grant = denial(in: ofPost, aim, own: assignment.unit)
                ?? denial(in: ofKind, aim, own: assignment.unit)
            {
                return grant
            }
        }
        return nil
    }

    /// The first of these grants that denies.
    @inline(__always)
    func denial(in grants: PackedGrants, _ aim: Aim, own: UInt32) -> GrantID? {
        for place in grants.indices {
            let entry = grants[place]
            guard entry.isDenial else { break }
            if concerns(entry, aim, own: own) { return grants.grant(place) }
        }
        return nil
    }

    func meetsExcluded(_ role: Int, _ id: PersonID, _ aim: Aim) -> Bool {
        pages.find(id).map { meetsExcluded(role, $0, aim) } ?? false
    }

    /// Whether the person holds, at the unit in the moment, a role that excludes this one: as a member of
    /// staff, in whatever post.
    @inline(never)
    func meetsExcluded(_ role: Int, _ person: PersonPages.Place, _ aim: Aim) -> Bool {
        for place in person.grants.indices {
            let entry = person.grants[place]
            guard excludes(entry, role, aim, own: GrantEntry.ownUnit) else { continue }
            if !entry.isStandIn || principalHolds(person.grants.grant(place), at: aim.moment) { return true }
        }
        for place in person.assignments {
            let assignment = person.assignment(place)
            guard holds(assignment, at: aim.moment) else { continue }
            let ofPost = posts.grants(unit: Int(assignment.unit), position: assignment.position)
            for place in ofPost.indices where excludes(ofPost[place], role, aim, own: assignment.unit) {
                return true
            }
            let ofKind = posts.grants(label: labels[Int(assignment.unit)])
            for place in ofKind.indices where excludes(ofKind[place], role, aim, own: assignment.unit) {
                return true
            }
        }
        return false
    }

    /// Whether a grant permits, holds, reaches the unit and is of a role that excludes this one there.
    @inline(__always)
    private func excludes(_ entry: GrantEntry, _ role: Int, _ aim: Aim, own: UInt32) -> Bool {
        !entry.isDenial && entry.holds(at: aim.moment)
            && policy.excludeEachOther(role, Int(entry.role), kind: aim.kind)
            && reaches(entry, aim, own: own)
    }

    /// Whether a role that was used in the session excludes this one.
    func isShutOut(_ role: Int, by exercised: [RoleID]) -> Bool {
        exercised.contains { used in
            policy.roles.number(of: used).map { policy.excludeEachOtherInSession(role, $0) } ?? false
        }
    }

    /// Whether the one for whom somebody stands in still holds the right, is not denied the function, and holds no role
    /// there that excludes it.
    @inline(never)
    func principalMay(_ standIn: GrantID, _ aim: Aim) -> Bool {
        guard principalHolds(standIn, at: aim.moment), let standIn = standIns[standIn], let basis = standIn.basis,
            let principal = pages.find(standIn.principal)
        else { return false }
        return staffDenial(principal, .staff, aim) == nil && !meetsExcluded(Int(basis.entry.role), principal, aim)
    }
}
