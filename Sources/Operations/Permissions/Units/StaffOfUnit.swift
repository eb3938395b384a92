import Accounts
import Database
import Directory
import Identity
import Permissions
import Storage

/// Who worked at a unit at a moment: in which posts, and how they were called then.
package struct StaffOfUnit: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package struct Overview: Sendable {
        /// How units and positions were called; positions by their short names where no policy tells.
        package let names: PermissionNames
        /// By unit, as the tree has them, and position.
        package let holders: [Holder]
    }

    /// Somebody in a post. Who was in several is there as often.
    package struct Holder: Sendable {
        package let assignment: Assignment
        package let name: String?
        package let username: Username?
        /// `nil` of who signed in with VNeID alone.
        package let state: StaffState?
    }

    /// - Parameters:
    ///   - isWhole: the units below it, too.
    ///   - known: by what the records said then; `nil` for what they say now.
    /// - Returns: `nil` where there is no such unit at the moment.
    package func run(
        _ unit: UnitID, isWhole: Bool, at moment: Instant, knownAt known: Instant? = nil
    ) async throws -> Result<Overview?, PermissionsUnavailable> {
        try await installation.database.read { transaction in
            let revision = try transaction.permissionRevisions.latest(knownAt: known)
            let versions = try transaction.units.facts(at: revision).map(\.fact)
            let tree: UnitTree
            do throws(UnitTreeError) { tree = try UnitTree(of: versions, at: moment) } catch {
                return .failure(PermissionsUnavailable(error))
            }
            guard tree[unit] != nil else { return .success(nil) }
            let units = isWhole ? tree.subtree(of: unit).map(\.id) : [unit]
            let assignments = try transaction.assignments.facts(at: units, in: revision).map(\.fact)
                .filter { $0.period.contains(moment) }
            let histories = try transaction.staffHistories.find(Set(assignments.map(\.person)))
            // What is said of people is true from when the records say it.
            let told = known.map { min($0, moment) } ?? moment
            let holders = assignments.map { assignment in
                let history = histories[assignment.person]
                return Holder(
                    assignment: assignment, name: history?.names.value(at: told),
                    username: history?.usernames.value(at: told), state: history?.state(at: told))
            }
            let policy: Policy? =
                switch try transaction.policy(at: revision, for: moment) {
                case .success(let found): found.policy
                case .failure: nil
                }
            let names = PermissionNames(
                policy: policy, unit: { tree[$0]?.name }, person: { _ in nil }, moment: HueTime.text)
            return .success(Overview(names: names, holders: holders.sorted { $0.precedes($1, in: tree) }))
        }
    }
}

extension StaffOfUnit.Holder {
    fileprivate func precedes(_ other: Self, in tree: UnitTree) -> Bool {
        let (one, another) = (assignment.post, other.assignment.post)
        let (place, otherPlace) = (tree.place(of: one.unit) ?? 0, tree.place(of: another.unit) ?? 0)
        return (place, one.position.slug, name ?? "", assignment.person.text)
            < (otherPlace, another.position.slug, other.name ?? "", other.assignment.person.text)
    }
}
