import Database
import Directory
import Identity
import Permissions
import Storage

/// All that a plan is made on besides the reading itself, at one state of the records.
package struct PlanningGround: Sendable {
    /// The units, and those people at whom a plan has to look.
    package let reading: DirectoryReading
    /// With what there is of the same people.
    package let records: SyncRecords
    /// From when on what is planned is to be true.
    package let moment: Instant
    /// What applications of this source have taken out lately: within the time over which they are counted together.
    package let removedLately: SyncGuard.Removals
    /// Who administers which unit now, and by which post; in person where there is none.
    package let administration: [SyncGuard.Administers]
    /// The roles that somebody keeps who was given them in person, and moves; `nil` before there is a policy.
    let keptOnMove: Set<RoleID>?
    /// Whether the last application was taken back, so that nothing is applied without a word.
    let waitsSinceUndo: Bool
    let mark: GroundMark
    /// From when on time alone changes what is read of people.
    let due: [EntryKey: Instant]
}

/// The state of the records, and the last application of the source: while both are these, so is the ground, but for who
/// has which number and user name.
struct GroundMark: Hashable, Sendable {
    let revision: PermissionRevision
    let lastRun: Int64?
    let moment: Instant
}

/// What comes of planning.
package enum PlannedSync: Sendable {
    /// - Parameter digestInput: what an approval is given for, as octets: the same plan has the same.
    case plan(SyncPlan, digestInput: [UInt8])
    /// The reading can't become a plan, as an empty one. The word is for the audit log and `directory status`.
    case refused(String)
}

/// A reading as a pure function: what it changes of the records. It is asked once more where they have changed since.
package typealias DirectoryPlanning = @Sendable (PlanningGround) throws -> PlannedSync

extension Transaction {
    func groundMark(of source: SourceID, at now: Instant) throws -> GroundMark {
        GroundMark(
            revision: try permissionRevisions.latest(), lastRun: try directoryRuns.last(1, of: source).first?.number,
            moment: now)
    }

    /// Reads what a source's plan is made on. Of its people that is whoever differs from the records, and whoever has a
    /// number, a user name or a person in common with them.
    /// - Parameter span: over how long removals are counted together.
    func planningGround(
        of source: SourceID, _ content: SourceContent, removalsOver span: Duration,
        _ permissions: CurrentPermissions, at now: Instant
    ) throws -> PlanningGround {
        let mark = try groundMark(of: source, at: now)
        let removed = try directoryRuns.removed(from: source, since: now - span)
        // Before there is a policy, nobody administers anything.
        let policy: Policy? =
            if case .success(let policy) = try permissions.policy(in: self, at: now) { policy } else { nil }
        var records = SyncRecords()
        records.units = try units.facts(at: mark.revision).map(\.fact)
        records.unitBindings = try directoryBindings.units(of: source)
        let scope = try staffScope(of: source, content, completing: &records, mark)
        return PlanningGround(
            reading: scope.reading, records: records, moment: now,
            removedLately: SyncGuard.Removals(units: removed.units, people: removed.people),
            administration: try policy.map { try administration(by: $0, at: mark.revision, now) } ?? [],
            keptOnMove: policy?.rolesKeptOnMove,
            waitsSinceUndo: try directoryStates.state(of: source).waitsSinceUndo, mark: mark, due: scope.due)
    }

    /// Who administers which unit at a moment, and by which post.
    func administration(
        by policy: Policy, at revision: PermissionRevision, _ now: Instant
    ) throws -> [SyncGuard.Administers] {
        let (roles, kept) = (policy.administeringRoles, policy.rolesKeptOnMove)
        let grants = try roleGrants.facts(at: revision).map(\.fact).filter { grant in
            roles.contains(grant.role) && grant.effect == .permit && grant.period.contains(now)
        }
        guard !grants.isEmpty else { return [] }
        var holders: [Post: [PersonID]] = [:]
        for case .holders(let post) in grants.map(\.subject) { holders[post] = [] }
        for stored in try assignments.facts(at: Set(holders.keys.map(\.unit)))
        where holders[stored.fact.post] != nil && stored.fact.period.contains(now) {
            holders[stored.fact.post]?.append(stored.fact.person)
        }
        return grants.flatMap { grant -> [SyncGuard.Administers] in
            guard case .unit(let unit) = grant.reach.anchor else { return [] }
            switch grant.subject {
            case .person(let person):
                return [.init(person: person, unit: unit, post: nil, isKeptOnMove: kept.contains(grant.role))]
            case .holders(let post): return (holders[post] ?? []).map { .init(person: $0, unit: unit, post: post) }
            case .everyone, .citizens: return []
            }
        }
    }
}
