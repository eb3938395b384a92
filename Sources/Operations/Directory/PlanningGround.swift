import Database
import Directory
import Identity
import Permissions
import Storage

/// All that a plan is made on besides the reading itself, at one state of the records.
package struct PlanningGround: Sendable {
    package let records: SyncRecords
    /// From when on what is planned is to be true.
    package let moment: Instant
    /// What applications of this source have taken out lately: within the time over which they are counted together.
    package let removedLately: SyncGuard.Removals
    /// Who administers which unit now, and by which post; in person where there is none.
    package let administration: [SyncGuard.Administers]
    /// The roles that somebody keeps who was given them in person, and moves; `nil` before there is a policy.
    let keptOnMove: Set<RoleID>?
    /// The state of the records, and the last application of the source: while both are these, so is the ground, but for who
    /// has which number and user name.
    let revision: PermissionRevision
    let lastRun: Int64?
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
    /// Reads what a source's plan is made on: in as many statements as the reading has hundreds of people, whatever the number
    /// of units.
    /// - Parameter span: over how long removals are counted together.
    func planningGround(
        of source: SourceID, _ reading: DirectoryReading, removalsOver span: Duration,
        _ permissions: CurrentPermissions, at now: Instant
    ) throws -> PlanningGround {
        let revision = try permissionRevisions.latest()
        let state = try permissions.state(in: self, at: now)
        let kept: Set<RoleID>? =
            if case .success(let known) = state { known.snapshot.definition.rolesKeptOnMove } else { nil }
        let removed = try directoryRuns.removed(from: source, since: now - span)
        return PlanningGround(
            records: try syncRecords(of: source, reading, at: revision, now), moment: now,
            removedLately: SyncGuard.Removals(units: removed.units, people: removed.people),
            administration: try administration(state, at: revision, now),
            keptOnMove: kept, revision: revision,
            lastRun: try directoryRuns.last(1, of: source).first?.number)
    }

    private func syncRecords(
        of source: SourceID, _ reading: DirectoryReading, at revision: PermissionRevision, _ now: Instant
    ) throws -> SyncRecords {
        var posts: [PersonID: [Assignment]] = [:]
        try assignments.forEach(of: source) { stored in
            guard stored.fact.period.endsAfter(now) else { return }
            posts[stored.fact.person, default: []].append(stored.fact)
        }
        var records = SyncRecords()
        records.units = try units.facts(at: revision).map(\.fact)
        records.unitBindings = try directoryBindings.units(of: source)
        records.staff = try directoryBindings.staff(of: source).mapValues { staff in
            KnownStaff(
                person: staff.person, details: staff.details, isActive: staff.isActive, posts: posts[staff.person] ?? []
            )
        }
        records.numbers = try people.people(numbered: reading.people.compactMap(\.details.number))
        records.usernames = try directoryBindings.people(named: reading.people.compactMap(\.details.username))
        return records
    }

    /// Who administers which unit at a moment, and by which post.
    func administration(
        _ state: Result<PermissionState, PermissionsUnavailable>, at revision: PermissionRevision, _ now: Instant
    ) throws -> [SyncGuard.Administers] {
        // Before there is a policy, nobody administers anything.
        guard case .success(let state) = state else { return [] }
        let roles = state.snapshot.definition.administeringRoles
        let kept = state.snapshot.definition.rolesKeptOnMove
        let grants = try roleGrants.facts(at: revision).map(\.fact).filter { grant in
            roles.contains(grant.role) && grant.effect == .permit && grant.period.contains(now)
        }
        guard !grants.isEmpty else { return [] }
        var holders: [Post: [PersonID]] = [:]
        for case .holders(let post) in grants.map(\.subject) { holders[post] = [] }
        for stored in try assignments.facts(at: revision)
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
