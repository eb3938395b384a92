import Directory
import Identity

extension GrantProblem.Fault {
    /// What is wrong with a grant, and what would mend it.
    package var text: Bilingual {
        switch self {
        case .unknownRole(let role):
            Bilingual("chính sách không có vai trò \(role)", "the policy has no role \(role)")
        case .unknownKind(let kind):
            Bilingual(
                "chính sách không có loại đơn vị \(kind)", "the policy has no kind of unit \(kind)"
            )
        case .noOwnUnit:
            Bilingual(
                "chỉ đối tượng kind:LOẠI mới có đơn vị 'own'",
                "only the subject kind:KIND has an own unit")
        case .standsInForNothing:
            Bilingual(
                "quyền được làm thay không còn hoặc không khớp",
                "the grant that it stands in for isn't there, or doesn't match")
        case .notAStandIn:
            Bilingual(
                "làm thay cần một người khác và ngày kết thúc",
                "standing in needs another person and an end")
        }
    }
}
