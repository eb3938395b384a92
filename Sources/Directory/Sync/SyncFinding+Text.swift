import Identity
import Wire

extension SyncFinding.Kind {
    /// `kind` in JSON.
    package var name: String {
        switch self {
        case .unreadableKey: "unreadable-key"
        case .missing: "missing"
        case .unreadable: "unreadable"
        case .tooManyValues: "too-many-values"
        case .tooDeep: "too-deep"
        case .unknownKind: "unknown-kind"
        case .unknownPosition: "unknown-position"
        case .badPost: "bad-post"
        case .duplicateCode: "duplicate-code"
        case .duplicateNumber: "duplicate-number"
        case .duplicateUsername: "duplicate-username"
        case .circle: "circle"
        case .parentMissing: "parent-missing"
        case .misplaced: "misplaced"
        case .unknownUnit: "unknown-unit"
        case .givenAgain: "given-again"
        case .incompleteRange: "incomplete-range"
        }
    }
}

extension SyncFinding {
    /// What is wrong with the entry, and what would mend it. It names values of the source with their invisible characters
    /// written out, and no number of a citizen.
    package var text: Bilingual {
        switch kind {
        case .unreadableKey, .missing, .unreadable, .tooManyValues, .incompleteRange: valueText
        case .duplicateCode, .duplicateNumber, .duplicateUsername: twinText
        case .tooDeep, .circle, .parentMissing, .misplaced, .unknownUnit, .givenAgain: placeText
        case .unknownKind, .unknownPosition, .badPost: wordText
        }
    }

    private var valueText: Bilingual {
        switch kind {
        case .missing(let attribute):
            Bilingual(
                "thiếu thuộc tính \(attribute); hãy bổ sung, hoặc đưa mục này ra ngoài bộ lọc",
                "\(attribute) is missing; add it, or keep the entry out of the filter")
        case .unreadable(let attribute):
            Bilingual(
                "giá trị của \(attribute) không đọc được (sai dạng, quá dài, không phải UTF-8 hoặc có ký tự ẩn); hãy sửa "
                    + "giá trị",
                "the value of \(attribute) can't be read (another form, too long, not UTF-8, or with invisible "
                    + "characters); correct it")
        case .tooManyValues(let attribute):
            Bilingual(
                "\(attribute) có quá nhiều giá trị; hãy bỏ bớt", "\(attribute) has too many values; remove some")
        case .incompleteRange(let attribute):
            Bilingual(
                "máy chủ chỉ trả về một phần của \(attribute), nên chưa ai thay đổi; hãy đọc lại, và xem giới hạn của "
                    + "máy chủ",
                "the server has sent a part of \(attribute) only, so nobody changes; read again, and look at the "
                    + "server's limits")
        default:
            Bilingual(
                "mục không có khóa đọc được; hãy xem quyền đọc thuộc tính khóa",
                "the entry has no readable key; look at whether our account may read the key's attribute")
        }
    }

    private var twinText: Bilingual {
        switch kind {
        case .duplicateCode(let code, let other):
            Bilingual(
                "mã \(code) cũng là của \(other); hãy sửa mã của một đơn vị",
                "\(code) is the code of \(other) too; correct one of them")
        case .duplicateNumber(let other):
            Bilingual(
                "số định danh cũng là của \(other); hãy sửa số của một người, hoặc xóa mục thừa",
                "the number is that of \(other) too; correct one of them, or remove the entry that is too many")
        case .duplicateUsername(let name, let other):
            Bilingual(
                "tên đăng nhập \(name) cũng là của \(other); hãy đổi tên của một người",
                "the user name \(name) is that of \(other) too; change one of them")
        default: placeText
        }
    }

    private var placeText: Bilingual {
        switch kind {
        case .circle(let units):
            Bilingual(
                "các đơn vị này đứng dưới lẫn nhau: \(Self.list(units)); hãy sửa đơn vị cấp trên của một đơn vị",
                "these units are under each other: \(Self.list(units)); correct the parent of one")
        case .parentMissing(let unit):
            Bilingual(
                "đơn vị cấp trên \(unit) không có; hãy thêm hoặc khôi phục \(unit), hoặc sửa đơn vị cấp trên",
                "the unit above, \(unit), isn't there; add it or bring it back, or correct the parent")
        case .misplaced:
            Bilingual(
                "loại đơn vị này không được đứng ở đây theo unit-kinds.yaml; hãy chuyển đơn vị hoặc sửa loại",
                "a unit of this kind may not stand here by unit-kinds.yaml; move it or correct its kind")
        case .unknownUnit(let text):
            Bilingual(
                "không có đơn vị \(text.withInvisiblesWritten); hãy sửa mã hoặc thêm đơn vị",
                "there is no unit \(text.withInvisiblesWritten); correct the code or add the unit")
        case .givenAgain(let unit):
            Bilingual(
                "\(unit) đã kết thúc, và mã không được cấp lại cho đơn vị khác; hãy cấp mã riêng cho đơn vị mới",
                "\(unit) has ended, and an id is never given to another unit; give the new one an id of its own")
        default:
            Bilingual(
                "mục nằm quá sâu, hơn \(DirectoryReader.maximumDepth) cấp; hãy chuyển lên trên",
                "the entry stands more than \(DirectoryReader.maximumDepth) levels deep; move it up")
        }
    }

    private var wordText: Bilingual {
        switch kind {
        case .unknownKind(let word):
            Bilingual(
                "không biết loại đơn vị \"\(word.withInvisiblesWritten)\"; hãy thêm vào unit.kind.words hoặc "
                    + "unit-kinds.yaml, hoặc sửa mục",
                "no kind of unit is called \"\(word.withInvisiblesWritten)\"; add it to unit.kind.words or "
                    + "unit-kinds.yaml, or correct the entry")
        case .unknownPosition(let word):
            Bilingual(
                "không biết chức vụ \"\(word.withInvisiblesWritten)\", nên chưa có chức vụ nào từ đó; hãy thêm vào "
                    + "person.positions, hoặc sửa mục",
                "no position is called \"\(word.withInvisiblesWritten)\", so it gives no post; add it to "
                    + "person.positions, or correct the entry")
        case .badPost(let value):
            Bilingual(
                "không đọc được chức vụ \"\(value.withInvisiblesWritten)\"; hãy viết như truong-phong@H57.05;"
                    + "from=2026-03-01",
                "the post \"\(value.withInvisiblesWritten)\" can't be read; write it like truong-phong@H57.05;"
                    + "from=2026-03-01")
        default: placeText
        }
    }

    private static func list(_ units: [UnitID]) -> String { units.prefix(10).map(\.text).joined(separator: ", ") }
}
