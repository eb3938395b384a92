import Database
import Directory
import Identity
import Permissions
import Storage

/// Who gains and loses which functions where by a plan, before it is applied: the permissions are compiled as they are and
/// as they would be, and compared for the people whom the plan touches.
package struct PlanEffect: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package struct Effect: Sendable {
        package let changes: [Change]
        /// How many people are touched besides those who were looked at.
        package let omitted: Int
        /// Grants that end with their unit, and those that would go with it into another.
        package let ended, moved: [RoleGrant]
        /// Grants in person that end with their holder's place.
        package let endedInPerson: [RoleGrant]
        /// How many people work at a unit that moves, or below it, and go with it.
        package let companions: [UnitID: Int]

        /// What ends with a unit, and what goes with it into another.
        package func grants(of unit: UnitID) -> (ended: [GrantID], moved: [GrantID]) {
            let units: [UnitID: UnitID?] = [unit: nil]
            return (
                ended.filter { $0.hangs(on: units) }.map(\.id), moved.filter { $0.hangs(on: units) }.map(\.id)
            )
        }
    }

    package struct Change: Hashable, Sendable {
        package let who: Who
        package let function: FunctionID
        package let gained, lost: Set<UnitID>
    }

    package enum Who: Hashable, Sendable {
        case person(PersonID)
        /// Somebody whom the records don't have yet, by their entry.
        case newcomer(EntryKey)
    }

    /// How many people are looked at, unless it is said.
    package static let bound = 1000

    package func run(
        _ plan: SyncPlan, of source: SourceID, from moment: Instant, people bound: Int = bound
    ) async throws -> Result<Effect, PermissionsUnavailable> {
        try await installation.database.read { transaction in
            let before: PermissionState
            switch try transaction.permissions(at: try transaction.permissionRevisions.latest(), for: moment) {
            case .failure(let unavailable): return .failure(unavailable)
            case .success(let state): before = state
            }
            return try transaction.effect(of: plan, source, over: before, from: moment, bound)
        }
    }
}

extension Transaction {
    fileprivate func effect(
        of plan: SyncPlan, _ source: SourceID, over before: PermissionState, from moment: Instant, _ bound: Int
    ) throws -> Result<PlanEffect.Effect, PermissionsUnavailable> {
        var facts = PlannedFacts(
            units: Set(try units.facts(at: before.revision).map(\.fact)),
            assignments: Set(try assignments.facts(at: before.revision).map(\.fact)),
            grants: try roleGrants.facts(at: before.revision).map(\.fact))
        let touched = facts.touched(by: plan, in: before.tree, at: moment)
        let companions = facts.companions(of: plan, in: before.tree, at: moment)
        facts.apply(plan, of: source, keeping: before.snapshot.definition.rolesKeptOnMove, at: moment)
        let tree: UnitTree
        do throws(UnitTreeError) { tree = try UnitTree(of: facts.units, at: moment) } catch {
            return .failure(PermissionsUnavailable(error))
        }
        let after = SnapshotCompiler.compile(
            policy: before.snapshot.definition, tree: tree, assignments: Array(facts.assignments), grants: facts.grants
        ).snapshot
        let newcomers = Dictionary(facts.newcomers.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let all = touched.sorted() + newcomers.keys.sorted()
        let diff = PolicyDiff(from: before.snapshot, to: after, people: all.prefix(bound), at: moment)
        let changes = diff.changes.compactMap { change -> PlanEffect.Change? in
            guard case .person(let person) = change.who else { return nil }
            return PlanEffect.Change(
                who: newcomers[person].map(PlanEffect.Who.newcomer) ?? .person(person), function: change.function,
                gained: change.gained, lost: change.lost)
        }
        return .success(
            PlanEffect.Effect(
                changes: changes, omitted: max(0, all.count - bound), ended: facts.ended, moved: facts.moved,
                endedInPerson: facts.endedInPerson, companions: companions))
    }
}
