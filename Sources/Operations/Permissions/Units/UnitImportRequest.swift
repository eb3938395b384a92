import Database
import Directory
import Identity
import Permissions
import Storage

/// Units as a table says they are to be, from a moment on.
package struct UnitImportRequest: Sendable {
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

/// Why units can't be imported.
package enum UnitImportRefusal: Error, Hashable, Sendable {
    case noPlan(UnitPlanError)
    /// By a policy that is in force at the moment, or later.
    case misplaced(Misplacement, policy: Int)
    case policyUnreadable(number: Int)
    /// Other units would end than those that somebody was asked about.
    case endsOthers

    /// For the audit log.
    var code: String {
        switch self {
        case .noPlan: "no-tree"
        case .misplaced: "misplaced"
        case .policyUnreadable: "no-permissions"
        case .endsOthers: "ends-others"
        }
    }
}

extension Transaction {
    /// What an import would change. Before there is a policy, a unit may be of any kind and stand anywhere.
    /// - Parameter stored: the units that the records have at the revision.
    func plan(
        _ request: UnitImportRequest, over stored: [StoredFact<Unit>], at revision: PermissionRevision
    ) throws -> Result<UnitPlan, UnitImportRefusal> {
        let plan: UnitPlan
        do {
            plan = try UnitPlan(
                request.table, known: stored.map(\.fact), from: request.moment, endsMissing: request.endsMissing,
                reopens: request.reopens)
        } catch { return .failure(.noPlan(error)) }
        for version in try policies.facts(at: revision).map(\.fact) where version.period.endsAfter(request.moment) {
            guard case .success(let policy) = version.policy else {
                return .failure(.policyUnreadable(number: version.number))
            }
            if let misplacement = policy.misplacement(after: plan) {
                return .failure(.misplaced(misplacement, policy: version.number))
            }
        }
        return .success(plan)
    }
}
