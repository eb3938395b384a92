import ArgumentParser
import Foundation
import Identity
import Wire

/// How a command shows its result.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Xuất kết quả dạng JSON. (Print JSON.)")
    var json = false
}

/// Whether a command that can't be undone asks first.
struct ConfirmationOptions: ParsableArguments {
    @Flag(name: .long, help: "Không hỏi lại. (Don't ask.)")
    var yes = false

    /// Asks at a terminal; where there is none, `--yes` is needed.
    func confirm(_ vietnamese: String, english: String) throws {
        if yes { return }
        let question = Bilingual(vietnamese, english)
        guard isatty(STDIN_FILENO) == 1 else {
            let nobody = Bilingual(
                "không có ai trả lời; hãy thêm --yes", "nobody is here to answer; say --yes")
            throw CommandFailure([question, nobody], code: EX_USAGE)
        }
        StandardError.write("\(question.both) [c/K] (y/N) ")
        let answer = readLine()?.lowercased() ?? ""
        guard ["c", "có", "y", "yes"].contains(answer) else { throw CommandFailure.notConfirmed }
    }
}

func printJSON(_ object: JSONObject) {
    print(String(decoding: JSONWriter.write(object), as: UTF8.self))
}

func printJSON(_ array: [JSONObject]) {
    print(String(decoding: JSONWriter.write(.array(array.map(JSONValue.object))), as: UTF8.self))
}

extension Bilingual {
    var json: JSONValue { ["vi": .string(vietnamese), "en": .string(english)] }
}

extension JSONValue {
    static func integer(_ number: Int64?) -> JSONValue { number.map(JSONValue.integer) ?? .null }
}

/// The members of one thing, a line each: what it is in Vietnamese, its name in JSON, and its value.
func printMembers(_ object: JSONObject, named names: [String: String]) {
    for member in object.members {
        let label = names[member.name].map { "\($0) (\(member.name))" } ?? member.name
        switch member.value {
        case .array(let values):
            for value in values { print("\(label): \((value.string ?? "").withInvisiblesWritten)") }
        case .integer(let number): print("\(label): \(number)")
        case .number(let number): print("\(label): \(number)")
        case .bool(let flag): print("\(label): \(flag ? "có (yes)" : "không (no)")")
        default: print("\(label): \((member.value.string ?? "-").withInvisiblesWritten)")
        }
    }
}

/// Columns of a list, as wide as they need to be.
func printTable(_ header: [String], _ rows: [[String]]) {
    let rows = rows.map { $0.map(\.withInvisiblesWritten) }
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    for row in [header] + rows {
        let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
        print(cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces))
    }
}

/// Whether an account or a platform can be used.
func stateText(isEnabled: Bool) -> String {
    isEnabled ? "đang dùng (enabled)" : "đã ngừng (disabled)"
}
