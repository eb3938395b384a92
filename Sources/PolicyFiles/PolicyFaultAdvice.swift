import Permissions

extension PolicyFault {
    /// What is wrong and what to do, in the words of the files: their keys and names stay as they are.
    package var advice: LocalizedName {
        switch self {
        case .definedTwice:
            LocalizedName(
                vietnamese: "mục này được khai báo hai lần; hãy bỏ hoặc đổi tên một mục",
                english: "this is defined twice; remove or rename one of them")
        case .tooMany(let limit):
            LocalizedName(
                vietnamese: "có hơn \(limit.bound) \(limit.name.vietnamese); hãy bỏ bớt",
                english: "there are more than \(limit.bound) \(limit.name.english); take some out")
        case .outsideOf(let group):
            LocalizedName(
                vietnamese: "id là tên đứng sau \"\(group).\", không có dấu chấm; hãy sửa lại",
                english: "the id is the name behind \"\(group).\", without a dot; correct it")
        case .unknownFunction(let id):
            LocalizedName(
                vietnamese: "không có chức năng \(id); hãy sửa tên hoặc khai báo chức năng này",
                english: "there is no function \(id); correct the name or define it")
        case .unknownRole(let id):
            LocalizedName(
                vietnamese: "không có vai trò \(id); hãy sửa tên hoặc khai báo vai trò này",
                english: "there is no role \(id); correct the name or define it")
        case .unknownKind(let kind):
            LocalizedName(
                vietnamese: "không có loại đơn vị \(kind); hãy sửa tên hoặc thêm vào unit-kinds.yaml",
                english: "there is no kind of unit \(kind); correct the name or add it to unit-kinds.yaml")
        case .includesItself(let way):
            LocalizedName(
                vietnamese: "vai trò bao gồm chính nó: \(Self.list(way)); hãy bỏ một vai trò khỏi includes",
                english: "the role includes itself: \(Self.list(way)); take one of them out of includes")
        case .empty:
            LocalizedName(
                vietnamese: "vai trò không cho quyền gì; hãy thêm functions, includes hoặc administers",
                english: "the role gives nothing; add functions, includes or administers")
        case .tierTooLow(let data, let least):
            LocalizedName(
                vietnamese:
                    "chức năng trên dữ liệu \(data) cần authentication từ \(least.rawValue) trở lên; hãy nâng mức này",
                english: "functions on \(data) data need authentication \(least.rawValue) at least; raise it")
        case .freshnessOutOfRange:
            LocalizedName(
                vietnamese: "fresh_minutes phải từ 1 đến 720, tức 12 giờ; hãy sửa lại",
                english: "fresh_minutes has to be from 1 to 720, which is 12 hours; correct it")
        case .standInOutOfRange:
            LocalizedName(
                vietnamese: "stand_in_days phải từ 1 đến 90; hãy sửa lại hoặc bỏ đi",
                english: "stand_in_days has to be from 1 to 90; correct it or take it out")
        case .exclusionNeedsTwoRoles:
            LocalizedName(
                vietnamese: "loại trừ cần ít nhất hai vai trò khác nhau; hãy thêm vào roles",
                english: "an exclusion needs two different roles or more; add them to roles")
        case .holdsExcluded(let one, let other, let rule):
            LocalizedName(
                vietnamese:
                    "vai trò này gồm cả \(one) và \(other), là hai vai trò loại trừ nhau theo \(rule); hãy bỏ một",
                english: "the role holds both \(one) and \(other), which \(rule) keeps apart; take one out")
        case .administersBeyondItself(let through, let role, let kind):
            LocalizedName(
                vietnamese:
                    "người giữ vai trò này giao được \(through) tại đơn vị loại \(kind), mà người giữ \(through) lại giao "
                    + "được \(role), còn chính người này thì không; hãy thêm \(role) vào administers ở đây và \(kind) "
                    + "vào delegable_at của \(role), hoặc bỏ \(through)",
                english:
                    "its holder could appoint a \(through) at units of kind \(kind), who could hand out \(role), which "
                    + "the holder could not; add \(role) to administers here and \(kind) to its delegable_at, or take "
                    + "\(through) out")
        case .deniesBeyondItself(let through, let role, let kind):
            LocalizedName(
                vietnamese:
                    "người giữ vai trò này giao được \(through) tại đơn vị loại \(kind), mà người giữ \(through) lại cấm "
                    + "được \(role), còn chính người này thì không; hãy ghi may_deny: true và thêm \(role) vào "
                    + "administers ở đây, hoặc bỏ \(through)",
                english:
                    "its holder could appoint a \(through) at units of kind \(kind), who could deny \(role), which the "
                    + "holder could not; write may_deny: true and \(role) in administers here, or take \(through) out")
        case .notDelegable(let role):
            LocalizedName(
                vietnamese:
                    "\(role) không giao được ở loại đơn vị nào; hãy ghi delegable_at cho vai trò đó hoặc bỏ khỏi đây",
                english: "\(role) is delegable nowhere; give it delegable_at, or take it out here")
        }
    }

    private static func list(_ way: [RoleID]) -> String { way.map(\.slug).joined(separator: " → ") }
}

extension PolicyLimit {
    fileprivate var name: LocalizedName {
        switch self {
        case .functions: LocalizedName(vietnamese: "chức năng", english: "functions")
        case .roles: LocalizedName(vietnamese: "vai trò", english: "roles")
        case .kinds: LocalizedName(vietnamese: "loại đơn vị", english: "kinds of unit")
        case .positions: LocalizedName(vietnamese: "chức vụ", english: "positions")
        case .exclusions: LocalizedName(vietnamese: "loại trừ", english: "exclusions")
        }
    }
}
