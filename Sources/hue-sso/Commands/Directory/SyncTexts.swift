import Directory
import Identity

extension HeldReason {
    /// Why a plan waits for a person.
    var text: Bilingual {
        switch self {
        case .unitsRemoved(let count, let all):
            Self.share(count, all, "đơn vị kết thúc trong 24 giờ", "units end within 24 hours")
        case .peopleRemoved(let count, let all):
            Self.share(count, all, "người thôi việc trong 24 giờ", "people leave within 24 hours")
        case .unitsChanged(let count, let all): Self.share(count, all, "đơn vị thay đổi", "units change")
        case .peopleMoved(let count, let all): Self.share(count, all, "người đổi chức vụ", "people change posts")
        case .isolated(let count, let all): Self.share(count, all, "mục không đọc được", "entries can't be read")
        case .topLevelUnit(let unit):
            Bilingual("\(unit) ở ngay dưới thành phố", "\(unit) stands right below the city")
        case .renumbered(let count):
            Bilingual("\(count) người đổi số định danh đã biết", "known numbers change: \(count) people")
        case .rebound(let count):
            Bilingual(
                "\(count) người được tạo lại trong thư mục, nhận ra theo số định danh",
                "people who were deleted and made again, known by their numbers: \(count)")
        case .codeChanged(let unit): Bilingual("mã của \(unit) thay đổi", "the code of \(unit) changes")
        case .merged(let unit):
            Bilingual("\(unit) được hợp nhất, quyền chuyển theo", "\(unit) is merged, and its grants move")
        case .nobodyAdministers(let unit):
            Bilingual("không còn ai quản trị \(unit)", "nobody is left who administers \(unit)")
        }
    }

    private static func share(_ count: Int, _ all: Int, _ vietnamese: String, _ english: String) -> Bilingual {
        let percent = all > 0 ? (Double(count) / Double(all) * 1000).rounded() / 10 : 100
        return Bilingual(
            "\(count)/\(all) \(vietnamese) = \(percent) %", "\(count) of \(all) \(english) = \(percent) %")
    }
}

extension SyncConflict.Kind {
    /// In `--json`.
    var name: String {
        switch self {
        case .usernameOfAnother: "username-of-another"
        case .numberOfAnother: "number-of-another"
        case .codeChanged: "code-changed"
        }
    }

    /// What is the matter, and what would mend it.
    var remedy: Bilingual {
        switch self {
        case .usernameOfAnother(let username):
            Bilingual(
                "\(username) đang hoặc từng là tên đăng nhập của người khác; hãy đặt tên khác trong thư mục",
                "\(username) is or was another person's user name; give another one in the directory")
        case .numberOfAnother:
            Bilingual(
                "số định danh là của người mà một mục khác còn đó chỉ đến; hãy sửa số, hoặc xóa một mục",
                "the number is that of somebody for whom another entry is still there; correct it, or remove one entry")
        case .codeChanged(let old, let new):
            Bilingual(
                "mã đổi từ \(old) thành \(new); quyền gắn với mã cũ: hãy trả lại mã cũ, hoặc tạo đơn vị mới và ghi đơn vị "
                    + "kế thừa",
                "the code changes from \(old) to \(new), and grants hang on the old one: bring it back, or make a new unit "
                    + "and name it as the successor")
        }
    }
}
