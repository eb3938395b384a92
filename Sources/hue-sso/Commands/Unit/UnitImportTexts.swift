import Directory
import Foundation
import Identity
import Operations
import Permissions

extension Installation {
    func preview(_ request: UnitImportRequest) async throws -> PlanUnits.Preview {
        switch try await PlanUnits(self).run(request) {
        case .success(let preview): return preview
        case .failure(let refusal): throw CommandFailure(refusal)
        }
    }

    /// - Returns: what has changed.
    @discardableResult
    func carryOut(_ request: UnitImportRequest, ending ended: Set<UnitID> = []) async throws -> UnitPlan {
        switch try await ImportUnits(self).run(request, ending: ended, .byOperator(self)) {
        case .success(let plan): return plan
        case .failure(let refusal): throw CommandFailure(refusal)
        }
    }
}

extension CommandFailure {
    init(_ refusal: UnitImportRefusal) {
        switch refusal {
        case .noPlan(let error):
            let text = error.textWithHint
            self = .badData("không nhập được: \(text.vietnamese)", english: "can't be imported: \(text.english)")
        case .misplaced(.unknownKind(let unit, let kind), let policy):
            self = .badData(
                "\(unit): chính sách số \(policy) không có loại đơn vị \(kind)",
                english: "\(unit): policy \(policy) has no kind of unit \(kind)")
        case .misplaced(.under(let unit, let kind, let parent), let policy):
            self = .badData(
                "\(unit): \(kind) không đứng dưới \(parent) theo chính sách số \(policy)",
                english: "\(unit): by policy \(policy), \(kind) isn't allowed under \(parent)")
        case .policyUnreadable(let number): self.init(PermissionsUnavailable.policyUnreadable(number: number))
        case .endsOthers:
            self.init(
                "các đơn vị vừa được thay đổi; hãy nhập lại", english: "the units were changed meanwhile; import again",
                code: EX_TEMPFAIL)
        }
    }
}
