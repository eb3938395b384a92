import Identity

/// Why a key doesn't change its state.
package enum KeyRefusal: Error, Hashable, Sendable {
    case unknownKey
    /// Only a next key is activated.
    case notNext(KeyState.Name)
    /// Only an active key is retired, and only a retired one removed.
    case notActive(KeyState.Name)
    /// One next key is enough.
    case hasNext
    /// Without it nothing would sign for its algorithm.
    case noSuccessor
    /// No server has published it yet.
    case unpublished
    /// Relying parties may keep a set without it until then.
    case tooSoon(Instant)

    package var text: Bilingual {
        switch self {
        case .unknownKey:
            Bilingual("không có khóa ký nào mang mã này; xem hue-sso key list", "no such key; see hue-sso key list")
        case .notNext(let state):
            Bilingual(
                "khóa đang ở trạng thái \(state.rawValue), không phải next", "the key is \(state.rawValue), not next")
        case .notActive(let state):
            Bilingual("khóa đang ở trạng thái \(state.rawValue)", "the key is \(state.rawValue)")
        case .hasNext:
            Bilingual("thuật toán này đã có khóa kế tiếp", "there is a next key for this algorithm already")
        case .noSuccessor:
            Bilingual(
                "chưa có khóa kế tiếp để thay; hãy chạy hue-sso key rotate trước",
                "there is no next key to take its place; run hue-sso key rotate first")
        case .unpublished:
            Bilingual(
                "máy chủ chưa công bố khóa này; hãy đợi, hoặc thêm --early",
                "no server has published this key yet; wait, or say --early")
        case .tooSoon(let moment):
            Bilingual(
                "các nền tảng có thể chưa biết khóa này trước \(moment.text); hãy đợi, hoặc thêm --early",
                "platforms may not know this key before \(moment.text); wait, or say --early")
        }
    }
}
