import Audit
import Database
import Directory
import Identity
import Permissions
import Storage

// What somebody was given in person, and not with a post. It ends when they leave, and when they move to another unit, but
// for roles of which the policy says that they are kept (`kept_on_move`).

extension RoleGrant {
    /// Whether it ends when somebody leaves or moves. A denial doesn't: what it takes away no move gives back.
    func goes(with person: PersonID, keeping kept: Set<RoleID>, at moment: Instant) -> Bool {
        subject == .person(person) && effect == .permit && period.endsAfter(moment) && !kept.contains(role)
    }
}

/// The units at which somebody has posts, or will have them, before and after a change.
struct Relocation {
    let before, after: Set<UnitID>

    /// - Parameter successors: of units that are no longer there: who went with their unit into another hasn't moved.
    init(from before: Set<UnitID>, to after: Set<UnitID>, successors: [UnitID: UnitID?] = [:]) {
        self.before = Set(before.map { unit in (successors[unit] ?? nil) ?? unit })
        self.after = after
    }

    /// Whether they are at a unit where they weren't, and no longer at one where they were. Who loses or gets a post
    /// beside another has moved nowhere.
    var isMove: Bool { !before.isSubset(of: after) && !after.isSubset(of: before) }
}

extension Transaction {
    /// The units at which somebody has a post, or will have one, by whatever source.
    func places(of person: PersonID, at now: Instant) throws -> Set<UnitID> {
        Set(
            try assignments.facts(of: person).map(\.fact).filter { $0.period.endsAfter(now) }.map(\.post.unit))
    }
}

extension WriteTransaction {
    /// Ends what somebody was given in person.
    /// - Parameters:
    ///   - moment: at which it ends; now, unless it is said.
    ///   - revision: in which it ends; a new one for `nil`, if anything does.
    func endGrantsInPerson(
        of person: PersonID, keeping kept: Set<RoleID>, at moment: Instant? = nil,
        in revision: PermissionRevision? = nil,
        _ act: Act
    ) throws -> [RoleGrant] {
        let moment = moment ?? act.now
        let grants = try roleGrants.naming(person).filter { $0.fact.goes(with: person, keeping: kept, at: moment) }
        guard !grants.isEmpty else { return [] }
        let revision = try revision ?? permissionRevisions.begin(at: act.now)
        return try grants.compactMap { grant in
            guard try roleGrants.end(grant, at: moment, in: revision) else { return nil }
            try audit.append(act.event(.grantRevoke, object: "\(grant.fact.id) as its holder left or moved"))
            return grant.fact
        }
    }
}
