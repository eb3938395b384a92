import Audit
import Database
import Directory
import Identity
import Permissions
import Storage

/// What is written down of an application besides its changes.
struct PlanApplication: Sendable {
    let source: SourceID
    let kind: DirectoryRun.Kind
    let digest: String
    let approvedBy: String?
    /// What it was planned over.
    let base: PermissionRevision
    /// From when on it is true: what people may do, and where they are. What else becomes of them is from now on.
    let from: Instant
    /// The roles that somebody keeps who was given them in person, and moves; `nil` where nobody loses any.
    let keptOnMove: Set<RoleID>?
}

/// A plan is the difference of two directories: it names versions that the records don't have.
struct PlanDoesNotFit: Error, CustomStringConvertible {
    let description: String
}

extension WriteTransaction {
    /// Carries a plan out, with the events of it.
    func apply(
        _ plan: SyncPlan, _ application: PlanApplication, known: SyncRecords, _ ids: NewcomerIDs, _ act: Act
    ) throws -> AppliedDirectory {
        let revision = try permissionRevisions.begin(at: act.now)
        let run = try directoryRuns.add(
            application.kind, of: application.source, digest: application.digest, approvedBy: application.approvedBy,
            counts: SyncCounts(plan), from: application.base, to: revision, at: act.now)
        try apply(plan.units, of: application, in: revision, act)
        var grants = try endAndMoveGrants(of: plan.units, from: application.from, in: revision, act)
        var staff = StaffApplication(
            self, of: application.source, run: run, in: revision, known: known, from: application.from,
            successors: plan.units.successors, keptOnMove: application.keptOnMove, act)
        try staff.apply(plan.people, ids)
        grants.ended += staff.endedGrants
        let approved = application.approvedBy.map { ", approved by \($0)" } ?? ""
        let action: AuditEvent.Action = application.kind == .undo ? .directoryUndo : .directoryApply
        try audit.append(act.event(action, object: "\(application.source) run \(run)\(approved)"))
        return AppliedDirectory(run: run, plan: plan, grants: grants)
    }

    private func apply(
        _ changes: SyncPlan.Units, of application: PlanApplication, in revision: PermissionRevision, _ act: Act
    ) throws {
        if !changes.removedVersions.isEmpty {
            var stored = Dictionary(
                try units.facts(at: application.base).map { ($0.fact, $0) }, uniquingKeysWith: { first, _ in first })
            for version in changes.removedVersions {
                guard let old = stored.removeValue(forKey: version), try units.remove(old, in: revision) else {
                    throw PlanDoesNotFit(description: "the plan takes out a version of \(version.id) that isn't there")
                }
            }
        }
        for version in changes.addedVersions { try units.add(version, in: revision) }
        for (key, unit) in changes.bound {
            try directoryBindings.bind(key, to: unit, of: application.source, at: act.now)
        }
        for text in changes.auditTexts {
            try audit.append(act.event(.directoryUnit, object: "\(text) \(application.source)"))
        }
    }
}

extension SyncPlan.Units {
    /// A line for each unit that changes, with the marks of `unit import`.
    fileprivate var auditTexts: [String] {
        rebound.map { "= \($0)" } + begun.map { "+ \($0.id)" }
            + Dictionary((renamed + moved).map { ($0.after.id, $0) }, uniquingKeysWith: { first, _ in first })
            .values.sorted { $0.after.id.text < $1.after.id.text }
            .map { "~ \($0.after.id) \($0.before.parent?.text ?? "-")->\($0.after.parent?.text ?? "-")" }
            + reordered.map { "~ \($0.after.id) order \($0.orders)" }
            + ended.map { "- \($0.id)" } + merged.map { "* \($0.unit.id)->\($0.into)" }
    }
}
