import Directory
import Identity

extension DelegationRefusal {
    /// Why it was refused, and what would help.
    package func text(_ names: PermissionNames) -> Bilingual {
        switch self {
        case .notInTheNameOfTheGiver: Sentence.notInTheNameOfTheGiver
        case .unknownRole(let role): Sentence.unknownRole(role)
        case .unknownUnit(let unit): Sentence.unknownUnit(unit)
        case .unknownKind(let kind): Sentence.unknownKind(kind)
        case .hasNoOwnUnit: Sentence.hasNoOwnUnit
        case .toItself: Sentence.toItself
        case .subjectTooWide: Sentence.subjectTooWide
        case .startsInThePast: Sentence.startsInThePast
        case .roleMakesNoSenseThere(let kind): Sentence.roleMakesNoSense(at: names.text(kind))
        case .administersNothing: Sentence.administersNothing
        case .roleNotAdministered(let role): Sentence.roleNotAdministered(role)
        case .notDelegableThere(let role): Sentence.notDelegableThere(role)
        case .reachesBeyond(let own): Sentence.reachesBeyond(own)
        case .denied(let own, let denial): Sentence.denied(own, by: denial)
        case .excluded(let own): Sentence.excluded(own)
        case .mayNotDeny(let own): Sentence.mayNotDeny(own)
        case .outlasts(let own, let until): Sentence.outlasts(own, until: names.text(until))
        case .toThePrincipal(let person): Sentence.toThePrincipal(names.text(person))
        case .wouldMeetExcluded(let person): Sentence.wouldMeetExcluded(names.text(person))
        case .isAStandIn: Sentence.isAStandIn
        case .isNoStandIn: Sentence.isNoStandIn
        case .gaveItThemselves: Sentence.gaveItThemselves
        case .notHeld(let grant): Sentence.notHeld(grant)
        case .noStandIn(let days): Sentence.noStandIn(days: days)
        }
    }

    /// In one word, for the audit log; never renamed.
    package var code: String {
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
        case .denied: "denied"
        case .excluded: "excluded"
        case .mayNotDeny: "may-not-deny"
        case .outlasts: "outlasts"
        case .toThePrincipal: "to-the-principal"
        case .wouldMeetExcluded: "would-meet-excluded"
        case .isAStandIn: "is-a-stand-in"
        case .isNoStandIn: "is-no-stand-in"
        case .gaveItThemselves: "gave-it-themselves"
        case .notHeld: "not-held"
        case .noStandIn: "no-stand-in"
        }
    }
}

/// The sentences, by what they are about.
private enum Sentence {}

/// Roles, units and kinds that aren't there, or don't go together.
extension Sentence {
    static func unknownRole(_ role: RoleID) -> Bilingual {
        Bilingual("chính sách không có vai trò \(role)", "the policy has no role \(role)")
    }

    static func unknownUnit(_ unit: UnitID) -> Bilingual {
        Bilingual("không có đơn vị \(unit)", "there is no unit \(unit)")
    }

    static func unknownKind(_ kind: UnitKind) -> Bilingual {
        Bilingual("chính sách không có loại đơn vị \(kind)", "the policy has no kind of unit \(kind)")
    }

    static let hasNoOwnUnit = Bilingual(
        "chỉ đối tượng kind:LOẠI mới có đơn vị 'own'",
        "only the subject kind:KIND has an own unit")

    static func roleMakesNoSense(at kind: Bilingual) -> Bilingual {
        Bilingual(
            "vai trò không áp dụng cho loại đơn vị \(kind.vietnamese)",
            "the role makes no sense on \(kind.english)")
    }
}

/// By whom, to whom and when.
extension Sentence {
    static let notInTheNameOfTheGiver = Bilingual(
        "quyền phải mang tên người giao", "the grant has to be in the name of its giver")

    static let toItself = Bilingual(
        "không ai được tự giao quyền cho mình, cho chức vụ mình giữ, hay gỡ lệnh cấm của mình",
        "nobody grants to themselves or to a post they hold, nor lifts a denial that hits them")

    static let subjectTooWide = Bilingual(
        "chỉ được giao cho một người hoặc một chức vụ, tại một đơn vị cụ thể",
        "grant to one person or one post, at a unit that is named")

    static let startsInThePast = Bilingual(
        "quyền không thể bắt đầu trong quá khứ", "a grant can't begin in the past")

    static func toThePrincipal(_ person: Bilingual) -> Bilingual {
        Bilingual(
            "người làm thay không giao cho \(person.vietnamese), hay gỡ hộ, điều mà \(person.vietnamese) không được tự làm "
                + "cho mình",
            "who stands in for \(person.english) does nothing for them that they may not do for themselves")
    }

    static func wouldMeetExcluded(_ person: Bilingual) -> Bilingual {
        Bilingual(
            "\(person.vietnamese) sẽ giữ hai vai trò loại trừ nhau tại một đơn vị",
            "\(person.english) would hold two roles at one unit that exclude each other")
    }
}

/// What the giver's own right allows.
extension Sentence {
    static let administersNothing = Bilingual(
        "người giao không quản trị gì tại đây vào lúc này",
        "the giver administers nothing here now")

    static func roleNotAdministered(_ role: RoleID) -> Bilingual {
        Bilingual(
            "người giao không quản trị vai trò \(role)",
            "nothing that the giver holds administers the role \(role)")
    }

    static func notDelegableThere(_ role: RoleID) -> Bilingual {
        Bilingual(
            "chính sách không cho quản trị của đơn vị loại này giao vai trò \(role)",
            "the policy doesn't let administrators of such units hand out \(role)")
    }

    static func reachesBeyond(_ own: GrantID) -> Bilingual {
        Bilingual(
            "vượt phạm vi quản trị của người giao (\(own))",
            "it reaches beyond what the giver administers (\(own))")
    }

    static func denied(_ own: GrantID, by denial: GrantID) -> Bilingual {
        Bilingual(
            "lệnh cấm \(denial) không cho quản trị theo \(own) ở một phần nơi này hoặc trong một phần thời gian này",
            "the denial \(denial) takes the administration by \(own) away in a part of that place or time")
    }

    static func excluded(_ own: GrantID) -> Bilingual {
        Bilingual(
            "một vai trò khác loại trừ vai trò quản trị theo \(own) ở một phần nơi này hoặc trong một phần thời gian này",
            "another role excludes that of \(own), the administering one, in a part of that place or time")
    }

    static func mayNotDeny(_ own: GrantID) -> Bilingual {
        Bilingual("quyền \(own) của người giao không bao gồm cấm", "\(own) lets the giver deny nothing")
    }

    static func outlasts(_ own: GrantID, until: String) -> Bilingual {
        Bilingual(
            "dài hơn quyền \(own) của người giao, hết hạn lúc \(until)",
            "it outlasts \(own), the giver's own right, which ends \(until)")
    }
}

/// Standing in (giao quyền).
extension Sentence {
    static let isAStandIn = Bilingual(
        "đây là quyền làm thay, không giao như các quyền khác", "a stand-in isn't given as other grants are")

    static let isNoStandIn = Bilingual(
        "làm thay cần một người, một quyền và ngày kết thúc",
        "standing in needs one person, one grant and an end")

    static let gaveItThemselves = Bilingual(
        "người làm thay chính là người đã giao quyền này",
        "the person who would stand in gave this right themselves")

    static func notHeld(_ grant: GrantID) -> Bilingual {
        Bilingual("người ủy quyền không giữ \(grant)", "the one who delegates doesn't hold \(grant)")
    }

    static func noStandIn(days: Int) -> Bilingual {
        days == 0
            ? Bilingual("vai trò này không được giao làm thay", "the policy allows no standing in for this role")
            : Bilingual("chỉ được làm thay tối đa \(days) ngày", "standing in lasts at most \(days) days")
    }
}
