import Directory
import Identity
import Permissions

extension TableError {
    /// What is wrong with a table, and in which line.
    var text: Bilingual {
        let why =
            switch fault {
            case .columnMissing(let column): "dòng đầu phải có tên cột \(column)"
            case .missing(let column): "cột \(column) còn trống"
            case .tooManyCells: "có nhiều ô hơn số cột; các ô cách nhau bằng dấu tab"
            case .bad(let value, .unitID): "'\(value)' phải là mã cơ quan, ví dụ H57.05 hoặc 000.00.05.H57"
            case .bad(let value, .unitKind): "'\(value)' phải là loại đơn vị, ví dụ so hoặc phong_cap_xa"
            case .bad(let value, .post): "'\(value)' phải là chức vụ và đơn vị"
            case .repeated(let value): "'\(value)' đã có ở một dòng trước"
            }
        return Bilingual("dòng \(line): \(why)", description)
    }
}

extension UnitPlanError {
    /// Why an import can't be carried out.
    var text: Bilingual {
        let vietnamese =
            switch self {
            case .noTree(let error): "các đơn vị không tạo thành cây: \(error.text.vietnamese)"
            case .givenAgain(let unit, let line):
                "dòng \(line): \(unit) đã kết thúc, và mã không được cấp lại cho đơn vị khác; hãy cấp mã riêng cho "
                    + "đơn vị mới, hoặc dùng --reopen nếu vẫn là đơn vị cũ"
            }
        return Bilingual(vietnamese, description)
    }
}
