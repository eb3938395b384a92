import Directory
import Identity

extension DelegationRefusal {
    /// Why it was refused, and what would help.
    package func text(_ names: PermissionNames) -> Bilingual {
        switch self {
        case .notInTheNameOfTheGiver:
            Bilingual(
                "quyền phải mang tên người giao", "the grant has to be in the name of its giver")
        case .unknownRole(let role):
            Bilingual(
                "chính sách không có vai trò \(role); xem role list",
                "the policy has no role \(role); see role list")
        case .unknownUnit(let unit):
            Bilingual(
                "không có đơn vị \(unit); xem unit tree", "there is no unit \(unit); see unit tree"
            )
        case .unknownKind(let kind):
            Bilingual(
                "chính sách không có loại đơn vị \(kind)", "the policy has no kind of unit \(kind)"
            )
        case .hasNoOwnUnit:
            Bilingual(
                "chỉ đối tượng kind:LOẠI mới có đơn vị 'own'",
                "only the subject kind:KIND has an own unit")
        case .toItself:
            Bilingual(
                "không ai được tự giao quyền cho mình, cho chức vụ mình giữ, hay gỡ lệnh cấm của mình",
                "nobody grants to themselves or to a post they hold, nor lifts a denial that hits them")
        case .subjectTooWide:
            Bilingual(
                "chỉ được giao cho một người hoặc một chức vụ, tại một đơn vị cụ thể",
                "grant to one person or one post, at a unit that is named")
        case .startsInThePast:
            Bilingual(
                "quyền không thể bắt đầu trong quá khứ", "a grant can't begin in the past")
        case .roleMakesNoSenseThere(let kind):
            Bilingual(
                "vai trò không áp dụng cho loại đơn vị \(names.text(kind).vietnamese)",
                "the role makes no sense on \(names.text(kind).english)")
        case .administersNothing:
            Bilingual(
                "người giao không quản trị gì tại đây vào lúc này",
                "the giver administers nothing here now")
        case .roleNotAdministered(let role):
            Bilingual(
                "người giao không quản trị vai trò \(role)",
                "nothing that the giver holds administers the role \(role)")
        case .notDelegableThere(let role):
            Bilingual(
                "chính sách không cho quản trị của đơn vị loại này giao vai trò \(role)",
                "the policy doesn't let administrators of such units hand out \(role)")
        case .reachesBeyond(let own):
            Bilingual(
                "vượt phạm vi quản trị của người giao (\(own))",
                "it reaches beyond what the giver administers (\(own))")
        case .mayNotDeny(let own):
            Bilingual(
                "quyền \(own) của người giao không bao gồm cấm",
                "\(own) lets the giver deny nothing")
        case .outlasts(let own, let until):
            Bilingual(
                "dài hơn quyền \(own) của người giao, hết hạn lúc \(names.text(until)); đặt --until sớm hơn",
                "it outlasts \(own), the giver's own right, which ends \(names.text(until)); choose an earlier --until"
            )
        case .wouldMeetExcluded(let person):
            Bilingual(
                "\(names.text(person).vietnamese) sẽ giữ hai vai trò loại trừ nhau tại một đơn vị",
                "\(names.text(person).english) would hold two roles at one unit that exclude each other")
        case .isAStandIn:
            Bilingual(
                "làm thay được giao bằng lệnh delegate", "a stand-in is given by delegate")
        case .isNoStandIn:
            Bilingual(
                "làm thay cần một người, một quyền và ngày kết thúc",
                "standing in needs one person, one grant and an end")
        case .gaveItThemselves:
            Bilingual(
                "người làm thay chính là người đã giao quyền này",
                "whoever is to stand in gave this right themselves")
        case .notHeld(let grant):
            Bilingual(
                "người ủy quyền không giữ \(grant)", "the one who delegates doesn't hold \(grant)")
        case .noStandIn(let days):
            Bilingual(
                days == 0
                    ? "vai trò này không được giao làm thay" : "chỉ được làm thay tối đa \(days) ngày",
                days == 0
                    ? "the policy allows no standing in for this role" : "standing in lasts at most \(days) days")
        }
    }

    /// In one word, for the audit log; never renamed.
    package var word: String {
        switch self {
        case .notInTheNameOfTheGiver: "not-in-the-name-of-the-giver"
        case .unknownRole: "unknown-role"
        case .unknownUnit: "unknown-unit"
        case .unknownKind: "unknown-kind"
        case .hasNoOwnUnit: "no-own-unit"
        case .toItself: "to-itself"
        case .subjectTooWide: "subject-too-wide"
        case .startsInThePast: "starts-in-the-past"
        case .roleMakesNoSenseThere: "role-makes-no-sense-there"
        case .administersNothing: "administers-nothing"
        case .roleNotAdministered: "role-not-administered"
        case .notDelegableThere: "not-delegable-there"
        case .reachesBeyond: "reaches-beyond"
        case .mayNotDeny: "may-not-deny"
        case .outlasts: "outlasts"
        case .wouldMeetExcluded: "would-meet-excluded"
        case .isAStandIn: "is-a-stand-in"
        case .isNoStandIn: "is-no-stand-in"
        case .gaveItThemselves: "gave-it-themselves"
        case .notHeld: "not-held"
        case .noStandIn: "no-stand-in"
        }
    }
}
