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
        FileHandle.standardError.write(Data("\(question.both) [c/K] (y/N) ".utf8))
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
    for (name, value) in object.members {
        let label = names[name].map { "\($0) (\(name))" } ?? name
        switch value {
        case .array(let values): for value in values { print("\(label): \(value.string ?? "")") }
        case .bool(let flag): print("\(label): \(flag ? "có (yes)" : "không (no)")")
        default: print("\(label): \(value.string ?? "-")")
        }
    }
}

/// Columns of a list, as wide as they need to be.
func printTable(_ header: [String], _ rows: [[String]]) {
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

/// A secret from standard input: a line of a pipe, or typed without being shown.
enum SecretInput {
    static func line(prompt: String, fromPipe: Bool) throws -> String {
        if fromPipe {
            guard let line = readLine(), !line.isEmpty else {
                throw CommandFailure.badData(
                    "không có mật khẩu ở đầu vào chuẩn", english: "there is no password on standard input")
            }
            return line
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure(
                "hãy đưa mật khẩu vào đầu vào chuẩn với --password-stdin",
                english: "give the password on standard input with --password-stdin", code: EX_USAGE)
        }
        let first = try hidden(prompt)
        guard try hidden("Nhập lại (again): ") == first else {
            throw CommandFailure.badData("hai lần nhập mật khẩu không khớp", english: "the two passwords differ")
        }
        return first
    }

    private static func hidden(_ prompt: String) throws -> String {
        FileHandle.standardError.write(Data(prompt.utf8))
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else {
            throw CommandFailure(
                "thiết bị đầu cuối không ẩn được ký tự gõ vào", english: "the terminal can't hide what is typed",
                code: EX_IOERR)
        }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return readLine() ?? ""
    }
}
