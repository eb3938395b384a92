import Database
import Directory
import Identity
import Permissions
import PolicyFiles
import Storage

/// The permissions at one state of the records, compiled for questions. One object: every request takes it.
package final class PermissionState: Sendable {
    package let revision: PermissionRevision
    package let snapshot: Snapshot
    package let tree: UnitTree
    /// The number of the policy in force.
    package let policyNumber: Int
    /// When that policy is in force without another's beginning.
    package let policyPeriod: Period
    /// How its roles, functions and units are called.
    package let names: PermissionNames
    /// Grants that nothing can be made of.
    package let problems: [GrantProblem]

    init(
        revision: PermissionRevision, snapshot: Snapshot, tree: UnitTree, policyNumber: Int, policyPeriod: Period,
        names: PermissionNames, problems: [GrantProblem]
    ) {
        self.revision = revision
        self.snapshot = snapshot
        self.tree = tree
        self.policyNumber = policyNumber
        self.policyPeriod = policyPeriod
        self.names = names
        self.problems = problems
    }
}

/// Why nothing can be decided.
package enum PermissionsUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
    case noPolicy
    case noUnits
    case noTree(UnitTreeError)
    /// A policy that an earlier version of this program took.
    case policyUnreadable(number: Int)

    package var text: Bilingual {
        switch self {
        case .noPolicy:
            Bilingual("chưa có chính sách vào thời điểm này", "no policy is in force then")
        case .noUnits:
            Bilingual("chưa có đơn vị vào thời điểm này", "there are no units then")
        case .noTree(let error):
            Bilingual(
                "các đơn vị không tạo thành cây: \(error.text.vietnamese)",
                "the units make no tree: \(error.text.english)")
        case .policyUnreadable(let number):
            Bilingual("chính sách số \(number) không còn đọc được", "policy \(number) can't be read any more")
        }
    }

    package var description: String { text.both }
}

extension Transaction {
    /// The policy of a revision that is in force at a moment, with its number and the time until another's begins.
    /// - Parameter read: what says what a version's files say; who asks often remembers it.
    func policy(
        at revision: PermissionRevision, for moment: Instant,
        reading read: (PolicyVersion) -> Result<Policy, PolicyFileErrors> = \.policy
    ) throws -> Result<(policy: Policy, number: Int, period: Period), PermissionsUnavailable> {
        let versions = try policies.facts(at: revision).map(\.fact)
        guard let version = versions.first(where: { $0.period.contains(moment) }) else { return .failure(.noPolicy) }
        guard case .success(let policy) = read(version) else {
            return .failure(.policyUnreadable(number: version.number))
        }
        return .success((policy, version.number, Period(around: moment, within: versions)))
    }

    /// Compiles the records of a revision for a moment.
    package func permissions(
        at revision: PermissionRevision, for moment: Instant,
        reading read: (PolicyVersion) -> Result<Policy, PolicyFileErrors> = \.policy
    ) throws -> Result<PermissionState, PermissionsUnavailable> {
        let (policy, number, period): (Policy, Int, Period)
        switch try self.policy(at: revision, for: moment, reading: read) {
        case .failure(let unavailable): return .failure(unavailable)
        case .success(let found): (policy, number, period) = found
        }
        let units = try units.facts(at: revision).map(\.fact)
        let tree: UnitTree
        do throws(UnitTreeError) { tree = try UnitTree(of: units, at: moment) } catch {
            return .failure(PermissionsUnavailable(error))
        }
        let compiled = SnapshotCompiler.compile(
            policy: policy, tree: tree, assignments: try assignments.facts(at: revision).map(\.fact),
            grants: try roleGrants.facts(at: revision).map(\.fact))
        return .success(
            PermissionState(
                revision: revision, snapshot: compiled.snapshot.limited(to: period), tree: tree,
                policyNumber: number, policyPeriod: period,
                names: PermissionNames(policy: policy, tree: tree), problems: compiled.problems))
    }
}

extension PermissionsUnavailable {
    package init(_ error: UnitTreeError) {
        self = error == .noRoot ? .noUnits : .noTree(error)
    }
}

extension PolicyVersion {
    /// What its files say, or where they say something that this version of the program doesn't take any more.
    package var policy: Result<Policy, PolicyFileErrors> {
        do { return .success(try PolicyReader.read(files)) } catch { return .failure(error) }
    }
}

extension PermissionNames {
    /// Without the names of people, which are looked up where they are needed.
    package init(policy: Policy, tree: UnitTree) {
        self.init(policy: policy, unit: { tree[$0]?.name }, person: { _ in nil }, moment: HueTime.text)
    }
}
