import Directory
import Identity

extension GrantProblem.Fault {
    /// What is wrong with a grant, and what would mend it.
    package var text: LocalizedName {
        switch self {
        case .unknownRole(let role):
            LocalizedName(
                vietnamese: "chính sách không có vai trò \(role)",
                english: "the policy has no role \(role); see role list")
        case .unknownKind(let kind):
            LocalizedName(
                vietnamese: "chính sách không có loại đơn vị \(kind)", english: "the policy has no kind of unit \(kind)"
            )
        case .noOwnUnit:
            LocalizedName(
                vietnamese: "chỉ đối tượng kind:LOẠI mới có đơn vị 'own'",
                english: "only the subject kind:KIND has an own unit")
        case .standsInForNothing:
            LocalizedName(
                vietnamese: "quyền được làm thay không còn hoặc không khớp",
                english: "the grant that it stands in for isn't there, or doesn't match")
        case .notAStandIn:
            LocalizedName(
                vietnamese: "làm thay cần một người khác và ngày kết thúc",
                english: "standing in needs somebody else and an end")
        }
    }
}
