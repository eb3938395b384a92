import Directory
import Identity
import Permissions

extension PolicyFault {
    /// What is wrong and what to do, in the words of the files: their keys and names stay as they are.
    package var advice: Bilingual {
        switch self {
        case .definedTwice: Advice.definedTwice
        case .tooMany(let limit): Advice.tooMany(limit)
        case .outsideOf(let group): Advice.outsideOf(group)
        case .unknownFunction(let id): Advice.unknownFunction(id)
        case .unknownRole(let id): Advice.unknownRole(id)
        case .unknownKind(let kind): Advice.unknownKind(kind)
        case .includesItself(let way): Advice.includesItself(way)
        case .empty: Advice.empty
        case .tierTooLow(let data, let least): Advice.tierTooLow(data, least)
        case .freshnessOutOfRange: Advice.freshnessOutOfRange
        case .standInOutOfRange: Advice.standInOutOfRange
        case .exclusionNeedsTwoRoles: Advice.exclusionNeedsTwoRoles
        case .holdsExcluded(let one, let other, let rule): Advice.holdsExcluded(one, other, rule)
        case .administersBeyondItself(let through, let role, let kind):
            Advice.administersBeyondItself(through, role, kind)
        case .deniesBeyondItself(let through, let role, let kind): Advice.deniesBeyondItself(through, role, kind)
        case .notDelegable(let role): Advice.notDelegable(role)
        case .serviceAdministers(let role): Advice.serviceAdministers(role)
        case .serviceWithoutRoles: Advice.serviceWithoutRoles
        }
    }
}

/// The sentences, by what they are about.
private enum Advice {}

/// Names: twice, of the wrong form, or nowhere defined.
extension Advice {
    static let definedTwice = Bilingual(
        "mục này được khai báo hai lần; hãy bỏ hoặc đổi tên một mục",
        "this is defined twice; remove or rename one of them")

    static func tooMany(_ limit: PolicyLimit) -> Bilingual {
        Bilingual(
            "có hơn \(limit.bound) \(limit.name.vietnamese); hãy bỏ bớt",
            "there are more than \(limit.bound) \(limit.name.english); take some out")
    }

    static func outsideOf(_ group: String) -> Bilingual {
        Bilingual(
            "id là tên đứng sau \"\(group).\", không có dấu chấm; hãy sửa lại",
            "the id is the name behind \"\(group).\", without a dot; correct it")
    }

    static func unknownFunction(_ id: FunctionID) -> Bilingual {
        Bilingual(
            "không có chức năng \(id); hãy sửa tên hoặc khai báo chức năng này",
            "there is no function \(id); correct the name or define it")
    }

    static func unknownRole(_ id: RoleID) -> Bilingual {
        Bilingual(
            "không có vai trò \(id); hãy sửa tên hoặc khai báo vai trò này",
            "there is no role \(id); correct the name or define it")
    }

    static func unknownKind(_ kind: UnitKind) -> Bilingual {
        Bilingual(
            "không có loại đơn vị \(kind); hãy sửa tên hoặc thêm vào unit-kinds.yaml",
            "there is no kind of unit \(kind); correct the name or add it to unit-kinds.yaml")
    }
}

/// Values that are out of their range.
extension Advice {
    static func tierTooLow(_ data: DataClass, _ least: AuthenticationLevel) -> Bilingual {
        Bilingual(
            "chức năng trên dữ liệu \(data) cần authentication từ \(least.rawValue) trở lên; hãy nâng mức này",
            "functions on \(data) data need authentication \(least.rawValue) at least; raise it")
    }

    static let freshnessOutOfRange = Bilingual(
        "fresh_minutes phải từ 1 đến 720, tức 12 giờ; hãy sửa lại",
        "fresh_minutes has to be from 1 to 720, which is 12 hours; correct it")

    static let standInOutOfRange = Bilingual(
        "stand_in_days phải từ 1 đến 90; hãy sửa lại hoặc bỏ đi",
        "stand_in_days has to be from 1 to 90; correct it or take it out")
}

/// What a role holds, and which roles exclude each other.
extension Advice {
    static func includesItself(_ way: [RoleID]) -> Bilingual {
        Bilingual(
            "vai trò bao gồm chính nó: \(list(way)); hãy bỏ một vai trò khỏi includes",
            "the role includes itself: \(list(way)); take one of them out of includes")
    }

    static let empty = Bilingual(
        "vai trò không cho quyền gì; hãy thêm functions, includes hoặc administers",
        "the role gives nothing; add functions, includes or administers")

    static let exclusionNeedsTwoRoles = Bilingual(
        "loại trừ cần ít nhất hai vai trò khác nhau; hãy thêm vào roles",
        "an exclusion needs two different roles or more; add them to roles")

    static func holdsExcluded(_ one: RoleID, _ other: RoleID, _ rule: String) -> Bilingual {
        Bilingual(
            "mục này gồm cả \(one) và \(other), là hai vai trò loại trừ nhau theo \(rule); hãy bỏ một",
            "this holds both \(one) and \(other), which \(rule) keeps apart; take one out")
    }

    private static func list(_ way: [RoleID]) -> String { way.map(\.slug).joined(separator: " → ") }
}

/// What a role lets its holder hand out.
extension Advice {
    static func administersBeyondItself(_ through: RoleID, _ role: RoleID, _ kind: UnitKind) -> Bilingual {
        Bilingual(
            "người giữ vai trò này giao được \(through) tại đơn vị loại \(kind), mà người giữ \(through) lại giao "
                + "được \(role), còn chính người này thì không; hãy thêm \(role) vào administers ở đây và \(kind) "
                + "vào delegable_at của \(role), hoặc bỏ \(through)",
            "its holder could appoint a \(through) at units of kind \(kind), who could hand out \(role), which "
                + "the holder could not; add \(role) to administers here and \(kind) to its delegable_at, or take "
                + "\(through) out")
    }

    static func deniesBeyondItself(_ through: RoleID, _ role: RoleID, _ kind: UnitKind) -> Bilingual {
        Bilingual(
            "người giữ vai trò này giao được \(through) tại đơn vị loại \(kind), mà người giữ \(through) lại cấm "
                + "được \(role), còn chính người này thì không; hãy ghi may_deny: true và thêm \(role) vào "
                + "administers ở đây, hoặc bỏ \(through)",
            "its holder could appoint a \(through) at units of kind \(kind), who could deny \(role), which the "
                + "holder could not; write may_deny: true and \(role) in administers here, or take \(through) out")
    }

    static func notDelegable(_ role: RoleID) -> Bilingual {
        Bilingual(
            "\(role) không giao được ở loại đơn vị nào; hãy ghi delegable_at cho vai trò đó hoặc bỏ khỏi đây",
            "\(role) is delegable nowhere; give it delegable_at, or take it out here")
    }
}

/// What a program may have.
extension Advice {
    static func serviceAdministers(_ role: RoleID) -> Bilingual {
        Bilingual(
            "\(role) là vai trò quản trị, chỉ dành cho người; hãy bỏ khỏi roles của dịch vụ này",
            "\(role) administers, which takes a person; take it out of this service's roles")
    }

    static let serviceWithoutRoles = Bilingual(
        "dịch vụ không có vai trò nào; hãy thêm vào roles hoặc bỏ mục này",
        "the service has no role; add one to roles, or remove it")
}

extension PolicyLimit {
    fileprivate var name: Bilingual {
        switch self {
        case .functions: Bilingual("chức năng", "functions")
        case .roles: Bilingual("vai trò", "roles")
        case .kinds: Bilingual("loại đơn vị", "kinds of unit")
        case .positions: Bilingual("chức vụ", "positions")
        case .exclusions: Bilingual("loại trừ", "exclusions")
        case .services: Bilingual("dịch vụ", "services")
        }
    }
}
