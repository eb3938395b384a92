import Audit
import Database
import Directory
import Identity
import Storage

/// Brings the tree of units to what a table says, from a moment on. It plans on what its transaction sees, so that
/// nothing that came between is lost.
package struct ImportUnits: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Parameter ended: the units that are known to end.
    /// - Returns: what has changed.
    package func run(
        _ request: UnitImportRequest, ending ended: Set<UnitID> = [], _ act: Act
    ) async throws -> Result<UnitPlan, UnitImportRefusal> {
        try await installation.database.write(queuingFor: .permissions) { transaction in
            let result = try transaction.carryOut(request, ending: ended, at: act.now)
            let table = "\(request.table.entries.count) units from \(request.moment.text)"
            let event =
                switch result {
                case .success(let plan): act.event(.unitImport, object: "\(table): \(plan.auditText)")
                case .failure(let refusal): act.event(.unitImport, .refused(refusal.code), object: table)
                }
            try transaction.audit.append(event)
            return result
        }
    }
}

extension WriteTransaction {
    fileprivate func carryOut(
        _ request: UnitImportRequest, ending ended: Set<UnitID>, at now: Instant
    ) throws -> Result<UnitPlan, UnitImportRefusal> {
        let before = try permissionRevisions.latest()
        let stored = try units.facts(at: before)
        let result = try plan(request, over: stored, at: before)
        guard case .success(let plan) = result else { return result }
        guard Set(plan.ended.map(\.id)) == ended else { return .failure(.endsOthers) }
        guard !plan.isEmpty else { return result }
        let revision = try permissionRevisions.begin(at: now)
        let removed = Set(plan.removed)
        for unit in stored where removed.contains(unit.fact) { _ = try units.remove(unit, in: revision) }
        for unit in plan.added { try units.add(unit, in: revision) }
        return result
    }
}

extension UnitPlan {
    /// What changes, for the audit log: each kind of change with its first units. All of them are in the records.
    fileprivate var auditText: String {
        func list(_ sign: String, _ units: [Unit]) -> String {
            let named = units.prefix(20).map(\.id.text) + (units.count > 20 ? ["…"] : [])
            return ([sign + String(units.count)] + named).joined(separator: " ")
        }
        return [list("+", begun), list("~", changed.map(\.after)), list("-", ended)].joined(separator: ", ")
    }
}
