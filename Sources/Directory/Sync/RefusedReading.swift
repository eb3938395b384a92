import Identity

/// Why a reading is no basis for a plan: a server that shows nothing, or half, is taken for broken, never for empty.
package enum RefusedReading: Error, Hashable, Sendable, CustomStringConvertible {
    case noUnits
    case noPeople
    /// The unit at the top of the source isn't in the reading.
    case rootMissing(UnitID)
    /// Versions that begin later wouldn't make a tree.
    case noTree(UnitTreeError)

    /// What is wrong, and what would mend it.
    package var text: Bilingual {
        switch self {
        case .noUnits:
            Bilingual(
                "máy chủ không trả về đơn vị nào; hãy xem base, bộ lọc và quyền đọc của tài khoản kết nối",
                "the server shows no units; look at the base, the filter and what our account may read")
        case .noPeople:
            Bilingual(
                "máy chủ không trả về người nào; hãy xem base, bộ lọc và quyền đọc của tài khoản kết nối",
                "the server shows no people; look at the base, the filter and what our account may read")
        case .rootMissing(let root):
            Bilingual(
                "không có đơn vị gốc \(root) trong dữ liệu đọc được; hãy xem quyền đọc, hoặc sửa unit.root",
                "the root \(root) isn't among what was read; look at what our account may read, or correct unit.root")
        case .noTree(let error):
            Bilingual(
                "các đơn vị không tạo thành cây: \(error.text.vietnamese)",
                "the units would make no tree: \(error.text.english)")
        }
    }

    package var description: String { text.english }
}
