import Database
import Directory
import Identity
import LDAP
import Permissions
import Storage

/// A plan as a person looks at it: what it says, what it does, and by what it is named.
package struct DirectoryPreview: Sendable {
    package let source: SourceID
    package let plan: SyncPlan
    /// Names the plan by what it takes away and by what holds it.
    package let digest: String
    /// The units as they are; `nil` before there are any.
    package let tree: UnitTree?
    /// Who gains and loses which functions where, and what becomes of grants; why it can't be said, otherwise.
    package let effect: Result<PlanEffect.Effect, PermissionsUnavailable>
    /// Of the reading: how many units and people it has.
    package let units, people: Int
    package let readAt: Instant
    /// From when on what changes is to be true, if not from when it is applied.
    let from: Instant?
    /// By which it is held.
    package let limits: SyncLimits
    /// Who administers a unit now.
    package let administrators: Set<PersonID>
    let followed: FollowedSource

    /// Whether somebody who typed this meant the plan.
    package func isNamed(by typed: String) -> Bool { PlanDigest.approves(typed, digest) }
}

/// A reading that can't become a plan.
package struct DirectoryReadingRefused: Error, Hashable, Sendable {
    package let code: String

    package init(code: String) { self.code = code }
}

extension DirectoryDesk {
    /// Reads everything and says what it would change; nothing is changed, and nothing is written down.
    /// - Parameter from: from when on what changes is to be true, not later than now; from now on, if it isn't said.
    package func preview(from: Instant? = nil) async throws -> DirectoryPreview {
        let (followed, tree) = try await complete(try await readWhole(), .whole)
        let survey = try await decidable(tree, followed.unreadable)
        let now = installation.clock.now
        let moment = from ?? now
        let ground = try await ReadSyncRecords(installation).run(
            mapping.source, for: .survey(survey, since: nil), removalsOver: mapping.limits.within, at: moment)
        switch try planning(from: from)(ground) {
        case .refused(let code): throw DirectoryReadingRefused(code: code)
        case .plan(let plan, let input):
            return DirectoryPreview(
                source: mapping.source, plan: plan, digest: PlanDigest.text(of: input),
                tree: try? UnitTree(of: ground.records.units, at: moment),
                effect: try await PlanEffect(installation).run(plan, of: mapping.source, from: moment),
                units: ground.reading.units.count,
                people: ground.reading.people.count + ground.reading.peopleElsewhere, readAt: now, from: from,
                limits: mapping.limits, administrators: Set(ground.administration.map(\.person)), followed: followed)
        }
    }

    /// Carries out what somebody has looked at and said yes to; another plan than that changes nothing.
    package func apply(_ preview: DirectoryPreview, _ act: Act) async throws -> ApplyDirectory.Outcome {
        try await settle(preview.followed, .whole, approving: preview.digest, from: preview.from, act).outcome
    }

    /// Lets those go who leave though the plan is held (`SyncPlan.leavingAtOnce`). What isn't held any more by then needs
    /// nobody's word, and is carried out.
    package func letGo(_ preview: DirectoryPreview, _ act: Act) async throws -> ApplyDirectory.Outcome {
        try await settle(preview.followed, .whole, from: preview.from, act).outcome
    }
}
