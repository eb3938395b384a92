import Database
import Directory
import Identity
import Permissions
import Storage

/// Says what an import of units would change, and changes nothing.
package struct PlanUnits: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// What would change.
    package struct Preview: Sendable {
        package let plan: UnitPlan
        /// Who is in a post at one of the units that end, and so leaves it with the unit.
        package let vacated: [Assignment]
    }

    package func run(_ request: UnitImportRequest) async throws -> Result<Preview, UnitImportRefusal> {
        try await installation.database.read { transaction in
            let revision = try transaction.permissionRevisions.latest()
            let units = try transaction.units.facts(at: revision)
            switch try transaction.plan(request, over: units, at: revision) {
            case .failure(let refusal): return .failure(refusal)
            case .success(let plan):
                let ended = Set(plan.ended.map(\.id))
                let vacated =
                    ended.isEmpty
                    ? []
                    : try transaction.assignments.facts(at: revision).map(\.fact)
                        .filter { ended.contains($0.post.unit) && $0.period.endsAfter(request.moment) }
                return .success(
                    Preview(plan: plan, vacated: vacated.sorted { $0.post.description < $1.post.description }))
            }
        }
    }
}
