import Database
import Directory
import Identity
import Permissions
import PolicyFiles
import Storage
import Synchronization

/// The permissions as they are now: one immutable state that every request reads, replaced as a whole.
///
/// Each request names the revision that its own transaction sees, and gets a state that is at least as new: so a grant
/// that was just given counts in the next request, on every node, whoever wrote it. The first request that sees a new
/// revision has the next state made out of the one before, and those that see it too wait for that; others go on with the
/// one that they have. It is made by a task of its own: a reading body runs on the thread of a connection that others
/// share, and a compilation takes up to half a second.
///
/// Only what a reading transaction sees is kept for others: what a writing one sees may never be committed, and the next
/// revision then have its number.
package final class CurrentPermissions: Sendable {
    private struct Kept {
        var state: PermissionState?
        /// The revision of which no state could be made: what is to be said of it is found quickly, each time anew.
        var failed: PermissionRevision?
        /// Makes the next state; whoever needs one waits for it, so that it is made once.
        var making: Task<Void, any Error>?
        var compilations = 0
        /// The last files that were read, and what they say.
        var policy: (files: [PolicyFile], policy: Policy)?
    }

    private let kept = Mutex(Kept())

    /// Beyond so many changes at once a new compilation is quicker than that many steps.
    private static let stepLimit = 500

    package init() {}

    /// How often a state was compiled whole, and not made out of the one before.
    package var compilations: Int { kept.withLock(\.compilations) }

    package func state(
        in transaction: some Transaction, at now: Instant
    ) throws -> Result<PermissionState, PermissionsUnavailable> {
        let revision = try transaction.permissionRevisions.latest()
        if let state = fresh(for: revision, at: now) { return .success(state) }
        guard transaction is ReadTransaction else { return try next(for: revision, in: transaction, at: now) }
        guard kept.withLock({ $0.failed }) == revision else { throw Behind(permissions: self, now: now) }
        return try make(for: revision, in: transaction, at: now)
    }

    /// The policy that is in force, as a transaction sees it. Nothing is compiled for that: whoever brings everybody's posts
    /// would else have a state made that is of no use a moment later.
    func policy(
        in transaction: some Transaction, at now: Instant
    ) throws -> Result<Policy, PermissionsUnavailable> {
        let revision = try transaction.permissionRevisions.latest()
        if let state = fresh(for: revision, at: now) { return .success(state.snapshot.definition) }
        return try transaction.policy(at: revision, for: now, reading: policy(of:)).map { $0.policy }
    }

    /// What the files of a version say. They are read once, though a directory that is followed asks after each of its own
    /// changes, when the state is always behind.
    private func policy(of version: PolicyVersion) -> Result<Policy, PolicyFileErrors> {
        if let last = kept.withLock(\.policy), last.files == version.files { return .success(last.policy) }
        let read = version.policy
        if case .success(let policy) = read { kept.withLock { $0.policy = (version.files, policy) } }
        return read
    }

    private func fresh(for revision: PermissionRevision, at now: Instant) -> PermissionState? {
        kept.withLock { $0.state }.flatMap { $0.revision >= revision && $0.snapshot.period.contains(now) ? $0 : nil }
    }

    /// What a reading body throws that sees a revision of which nothing is made yet.
    private struct Behind: ReadPreparation {
        let permissions: CurrentPermissions
        let now: Instant

        func prepare(_ database: Database) async throws { try await permissions.catchUp(database, at: now) }
    }

    private func catchUp(_ database: Database, at now: Instant) async throws {
        let making = kept.withLock { kept in
            if let making = kept.making { return making }
            // Detached: not on the connection's thread.
            let making = Task.detached { try await self.makeOnce(database, at: now) }
            kept.making = making
            return making
        }
        try await making.value
    }

    private func makeOnce(_ database: Database, at now: Instant) async throws {
        defer { kept.withLock { $0.making = nil } }
        try await database.read { [self] transaction in
            let revision = try transaction.permissionRevisions.latest()
            if fresh(for: revision, at: now) == nil { _ = try make(for: revision, in: transaction, at: now) }
        }
    }

    private func make(
        for revision: PermissionRevision, in transaction: some Transaction, at now: Instant
    ) throws -> Result<PermissionState, PermissionsUnavailable> {
        let next = try next(for: revision, in: transaction, at: now)
        kept.withLock { kept in
            switch next {
            case .success(let state): kept.state = state
            case .failure: kept.failed = revision
            }
        }
        return next
    }

    private func next(
        for revision: PermissionRevision, in transaction: some Transaction, at now: Instant
    ) throws -> Result<PermissionState, PermissionsUnavailable> {
        if let old = kept.withLock({ $0.state }), old.snapshot.period.contains(now),
            let stepped = try step(from: old, to: revision, in: transaction, at: now)
        {
            return stepped
        }
        kept.withLock { $0.compilations += 1 }
        return try transaction.permissions(at: revision, for: now, reading: policy(of:))
    }

    /// The state that the changes since make of an old one; `nil` where it has to be compiled anew.
    private func step(
        from old: PermissionState, to revision: PermissionRevision, in transaction: some Transaction, at now: Instant
    ) throws -> Result<PermissionState, PermissionsUnavailable>? {
        guard try transaction.policies.changes(from: old.revision, to: revision).isEmpty else {
            return nil
        }
        let grants = try transaction.roleGrants.changes(from: old.revision, to: revision)
        let assignments = try transaction.assignments.changes(from: old.revision, to: revision)
        var changes = grants.removed.map(SnapshotChange.grantRemoved)
        changes += assignments.removed.map(SnapshotChange.assignmentRemoved)
        changes += assignments.added.map(SnapshotChange.assignmentAdded)
        changes += grants.added.map(SnapshotChange.grantAdded)
        guard changes.count <= Self.stepLimit else { return nil }
        var tree = old.tree
        if try !transaction.units.changes(from: old.revision, to: revision).isEmpty {
            let units = try transaction.units.facts(at: revision).map(\.fact)
            do throws(UnitTreeError) { tree = try UnitTree(of: units, at: now) } catch {
                return .failure(PermissionsUnavailable(error))
            }
            changes.insert(.treeReplaced(tree), at: 0)
        }
        let next = old.snapshot.applying(changes)
        return .success(
            PermissionState(
                revision: revision, snapshot: next.snapshot.limited(to: old.policyPeriod), tree: tree,
                policyNumber: old.policyNumber, policyPeriod: old.policyPeriod,
                names: PermissionNames(policy: old.snapshot.definition, tree: tree),
                problems: next.problems))
    }
}
