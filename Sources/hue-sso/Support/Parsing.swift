import Directory
import Foundation
import Identity
import Wire

/// An option's text as one of the domain's names.
/// - Parameter what: what it has to be.
func parsed<Value>(
    _ text: String, _ what: Bilingual, _ read: (String) -> Value?
) throws(CommandFailure) -> Value {
    guard let value = read(text) else {
        throw .badData("'\(text)' không phải là \(what.vietnamese)", english: "'\(text)' is not \(what.english)")
    }
    return value
}

/// A name, a reason or the like, as it is kept.
/// - Parameter option: which one it is.
func plainLine(_ text: String, _ option: String) throws(CommandFailure) -> String {
    guard let line = PlainLine(text) else {
        throw .badData(
            "\(option) \(PlainLine.rule.vietnamese)", english: "\(option) \(PlainLine.rule.english)")
    }
    return line.text
}

/// What several commands ask for.
extension Bilingual {
    static let unitID = Bilingual("mã đơn vị, ví dụ H57.05", "a unit's id, such as H57.05")
    static let anchor = Bilingual("mã đơn vị hoặc own", "a unit's id, or own")
    static let role = Bilingual(
        "tên ngắn của vai trò; xem hue-sso role list", "a role; see hue-sso role list")
    static let grant = Bilingual("mã quyền, ví dụ g-12", "a grant, such as g-12")
    static let function = Bilingual(
        "tên chức năng, ví dụ bi.dashboard.view", "a function, such as bi.dashboard.view")
}

/// The text of a file, or of standard input for `-`, without a byte order mark.
func readText(_ file: String) throws(CommandFailure) -> String {
    try readText(file, file == "-" ? standardInput() : FileManager.default.contents(atPath: file))
}

/// The same of what was read already.
/// - Parameter bytes: `nil` for what can't be read.
func readText(_ file: String, _ bytes: (some Collection<UInt8>)?) throws(CommandFailure) -> String {
    guard let bytes else { throw .notFound("không đọc được \(file)", english: "\(file) can't be read") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .badData("\(file) không phải là văn bản UTF-8", english: "\(file) is not UTF-8")
    }
    return ByteOrderMark.dropped(from: text)
}

/// All of standard input; `nil` when it can't be read.
private func standardInput() -> Data? {
    do { return try FileHandle.standardInput.readToEnd() ?? Data() } catch { return nil }
}
