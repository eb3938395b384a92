import Database
import Directory
import Identity
import Permissions
import Storage

/// Where the tree of units changes: to what a table says, from a moment on.
package struct TreeDesk: Sendable {
    package init() {}

    package struct Draft: Sendable {
        package let table: UnitImport
        package let moment: Instant
        let endsMissing, reopens: Bool

        /// - Parameters:
        ///   - endsMissing: whether units that the table doesn't name end.
        ///   - reopens: whether an id may come back that has ended.
        package init(_ table: UnitImport, from moment: Instant, endsMissing: Bool = false, reopens: Bool = false) {
            self.table = table
            self.moment = moment
            self.endsMissing = endsMissing
            self.reopens = reopens
        }
    }

    package enum Refusal: Error, Hashable, Sendable {
        case noPlan(UnitPlanError)
        /// By a policy that is in force at the moment, or later.
        case misplaced(Misplacement, policy: Int)
        case policyUnreadable(number: Int)
        /// Other units would end than those that somebody was asked about.
        case endsOthers
    }

    /// What an import would change. Before there is a policy, a unit may be of any kind and stand anywhere.
    package func plan(
        _ draft: Draft, in transaction: some Transaction
    ) throws -> Result<UnitPlan, Refusal> {
        let revision = try transaction.permissionRevisions.latest()
        return try plan(draft, over: try transaction.units.facts(at: revision), at: revision, in: transaction)
    }

    /// - Parameter stored: the units that the records have at the revision.
    private func plan(
        _ draft: Draft, over stored: [StoredFact<Unit>], at revision: PermissionRevision,
        in transaction: some Transaction
    ) throws -> Result<UnitPlan, Refusal> {
        let plan: UnitPlan
        do {
            plan = try UnitPlan(
                draft.table, known: stored.map(\.fact), from: draft.moment, endsMissing: draft.endsMissing,
                reopens: draft.reopens)
        } catch { return .failure(.noPlan(error)) }
        for version in try transaction.policies.facts(at: revision).map(\.fact)
        where version.period.endsAfter(draft.moment) {
            guard let policy = version.policy else { return .failure(.policyUnreadable(number: version.number)) }
            if let misplacement = policy.misplacement(after: plan) {
                return .failure(.misplaced(misplacement, policy: version.number))
            }
        }
        return .success(plan)
    }

    /// Plans on what the transaction sees, so that nothing that came between is lost, and carries it out.
    /// - Parameter ended: the units that are known to end.
    package func carryOut(
        _ draft: Draft, ending ended: Set<UnitID>, in transaction: WriteTransaction, at now: Instant
    ) throws -> Result<UnitPlan, Refusal> {
        let before = try transaction.permissionRevisions.latest()
        let stored = try transaction.units.facts(at: before)
        let result = try plan(draft, over: stored, at: before, in: transaction)
        guard case .success(let plan) = result else { return result }
        guard Set(plan.ended.map(\.id)) == ended else { return .failure(.endsOthers) }
        guard !plan.isEmpty else { return result }
        let revision = try transaction.permissionRevisions.begin(at: now)
        let removed = Set(plan.removed)
        for unit in stored where removed.contains(unit.fact) { _ = try transaction.units.remove(unit, in: revision) }
        for unit in plan.added { try transaction.units.add(unit, in: revision) }
        return result
    }
}
