import Audit
import Database
import Directory
import Identity
import Permissions
import Storage

/// Takes the last application of a source back, as an application of its own: from now on units, posts and people are as they
/// were before it, and what was in between stays in the records. The source still says what was taken back, so that from then
/// on nothing of it is applied until somebody approves it.
package struct UndoDirectory: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case undone(AppliedDirectory)
        /// Nothing of the source was applied, or the last application was one that took another back.
        case nothingToUndo
        /// What it changed was changed again since: by hand, or by another source.
        case changedSince
    }

    /// - Parameter number: the application that somebody means; another may have come since.
    package func run(_ number: Int64, of source: SourceID, _ act: Act) async throws -> Outcome {
        let ids = NewcomerIDs(random: installation.random)
        return try await installation.database.write(queuingFor: .permissions) { transaction in
            func refuse(_ outcome: Outcome, _ why: String) throws -> Outcome {
                try transaction.audit.append(
                    act.event(.directoryUndo, .refused(why), object: "\(source) run \(number)"))
                return outcome
            }
            guard let last = try transaction.directoryRuns.last(1, of: source).first, last.number == number,
                last.kind != .undo
            else { return try refuse(.nothingToUndo, "nothing-to-undo") }
            guard let reversal = try transaction.reversal(of: last, at: act.now) else {
                return try refuse(.changedSince, "changed-since")
            }
            return .undone(try transaction.carryOut(reversal, ids, act))
        }
    }
}

/// What takes an application back.
private struct Reversal {
    let run: DirectoryRun
    let base: PermissionRevision
    let plan: SyncPlan
    let known: SyncRecords
    /// Grants as they are, and as they are to be; `nil` for those that end now.
    let grants: [(now: StoredFact<RoleGrant>, before: RoleGrant?)]
}

extension Transaction {
    /// - Returns: `nil` where the records aren't any more what the application made of them.
    fileprivate func reversal(of run: DirectoryRun, at now: Instant) throws -> Reversal? {
        let base = try permissionRevisions.latest()
        guard let units = try unitsBefore(run, base, at: now), let grants = try grantsBefore(run) else { return nil }
        var plan = SyncPlan()
        plan.units = units
        let current = try directoryBindings.staff(of: run.source)
        let entries = try directoryRuns.entries(of: run)
        let posts = try assignments.changes(from: run.base, to: run.revision)
        let ended = Dictionary(grouping: posts.removed.filter { $0.isBegun(by: run.source) }, by: \.person)
        let begun = Dictionary(grouping: posts.added.filter { $0.isBegun(by: run.source) }, by: \.person)
        for entry in entries {
            guard let staff = current[entry.key], staff.person == entry.person else { return nil }
            let change = entry.reversed(
                staff, ending: (begun[entry.person] ?? []).filter { $0.period.endsAfter(now) },
                beginning: (ended[entry.person] ?? []).filter { $0.period.endsAfter(now) }, at: now)
            if let change { plan.people.append(change) }
        }
        var known = SyncRecords()
        known.numbers = try people.people(numbered: plan.people.compactMap(\.details.number))
        for entry in entries {
            guard let staff = current[entry.key] else { continue }
            known.staff[entry.key] = KnownStaff(
                person: staff.person, details: staff.details, isActive: staff.isActive, posts: [])
            // A number that was given back to nobody, or to somebody else, isn't ours to give again.
            if let number = entry.before?.details.number, let holder = known.numbers[number], holder != entry.person {
                return nil
            }
        }
        return Reversal(run: run, base: base, plan: plan, known: known, grants: grants)
    }

    private func unitsBefore(
        _ run: DirectoryRun, _ base: PermissionRevision, at now: Instant
    ) throws -> SyncPlan.Units? {
        let changes = try units.changes(from: run.base, to: run.revision)
        var current = Set(try units.facts(at: base).map(\.fact))
        guard changes.added.allSatisfy(current.contains) else { return nil }
        var units = SyncPlan.Units()
        let running = changes.added.filter { $0.period.endsAfter(now) }
        units.removedVersions = running
        for unit in running {
            guard let past = Period(from: unit.period.from, until: now) else { continue }
            units.addedVersions.append(unit.during(past))
        }
        let restored = changes.removed.compactMap { unit in
            Period(from: max(now, unit.period.from), until: unit.period.until).map(unit.during)
        }
        units.addedVersions += restored
        let (gone, back) = (Set(running.map(\.id)), Set(restored.map(\.id)))
        units.ended = running.filter { !back.contains($0.id) }
        units.begun = restored.filter { !gone.contains($0.id) }
        let after = Dictionary(restored.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        units.renamed = running.compactMap { unit in
            after[unit.id].map { UnitPlan.Change(before: unit, after: $0) }
        }
        // What was hung below a unit since would hang in the air.
        current.subtract(units.removedVersions)
        current.formUnion(units.addedVersions)
        guard (try? UnitTree(of: current, at: now)) != nil || current.isEmpty else { return nil }
        return units
    }

    private func grantsBefore(
        _ run: DirectoryRun
    ) throws -> [(now: StoredFact<RoleGrant>, before: RoleGrant?)]? {
        let changes = try roleGrants.changes(from: run.base, to: run.revision)
        let before = Dictionary(changes.removed.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var grants: [(now: StoredFact<RoleGrant>, before: RoleGrant?)] = []
        for grant in changes.added {
            guard let now = try roleGrants.find(grant.id), now.fact == grant else { return nil }
            grants.append((now, before[grant.id]))
        }
        // One that hadn't begun when its unit went left nothing behind.
        guard before.count == grants.count(where: { $0.before != nil }) else { return nil }
        return grants
    }
}

extension DirectoryRunEntry {
    /// What makes of somebody who they were; `nil` where nothing has to.
    fileprivate func reversed(
        _ now: BoundStaff, ending ended: [Assignment], beginning begun: [Assignment], at moment: Instant
    ) -> SyncPlan.PersonChange? {
        let before = before ?? BoundStaff(person: person, details: now.details, isActive: false)
        var kinds: Set<SyncPlan.Kind> = []
        if now.isActive != before.isActive { kinds.insert(before.isActive ? .returned : .left) }
        if !ended.isEmpty || !begun.isEmpty { kinds.insert(.moved) }
        if now.details.number != before.details.number { kinds.insert(.renumbered) }
        if now.details.username != before.details.username { kinds.insert(.loginChanged) }
        if now.details != before.details { kinds.insert(.detailsChanged) }
        guard !kinds.isEmpty else { return nil }
        let posts = begun.map { post in
            ReadPost(post.post, from: max(post.period.from, moment), until: post.period.until)
        }
        return SyncPlan.PersonChange(
            key: key, name: EntryName(dn), person: person, kinds: kinds, details: before.details,
            isActive: before.isActive,
            ended: ended, begun: Set(posts))
    }
}

extension WriteTransaction {
    fileprivate func carryOut(_ reversal: Reversal, _ ids: NewcomerIDs, _ act: Act) throws -> AppliedDirectory {
        let source = reversal.run.source
        let application = PlanApplication(
            source: source, kind: .undo, digest: "", approvedBy: nil, base: reversal.base, from: act.now,
            keptOnMove: nil)
        var applied = try apply(reversal.plan, application, known: reversal.known, ids, act)
        try directoryRuns.markUndone(reversal.run, by: applied.run)
        var state = try directoryStates.state(of: source)
        state.waitsSinceUndo = true
        state.held = nil
        // What a cookie stands for is no longer in the records.
        state.cookie = nil
        try directoryStates.set(state, of: source)
        // The grants come back by what they were, not by what the units say.
        var grants = applied.grants
        grants.moved += try restore(reversal.grants, in: try permissionRevisions.latest(), act)
        applied = AppliedDirectory(run: applied.run, plan: applied.plan, grants: grants)
        return applied
    }

    private func restore(
        _ grants: [(now: StoredFact<RoleGrant>, before: RoleGrant?)], in revision: PermissionRevision, _ act: Act
    ) throws -> [GrantsOfUnits.Move] {
        var moved: [GrantsOfUnits.Move] = []
        for (now, before) in grants {
            if let before {
                _ = try roleGrants.remove(now, in: revision)
                try roleGrants.add(before, in: revision)
                moved.append(GrantsOfUnits.Move(before: now.fact, after: before))
                try audit.append(act.event(.grantMove, object: "\(before.id) as it was"))
            } else if try roleGrants.end(now, at: act.now, in: revision) {
                try audit.append(act.event(.grantRevoke, object: "\(now.fact.id) with its unit"))
            }
        }
        return moved
    }
}
