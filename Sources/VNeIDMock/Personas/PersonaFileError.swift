import Identity
import Yams

/// Why a persona file can't be used: the line, where it is known, what is wrong, and what to write instead.
package struct PersonaFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Problem: Hashable, Sendable {
        case tooLarge
        case notUTF8
        case notYAML(String)
        case notAList
        case notAMapping
        case repeatedKey(String)
        case unknownKey(String, known: [String])
        case missingKey(String, expected: Bilingual)
        case keyOfAnotherKind(String)
        case wrongValue(key: String, expected: Bilingual)
        case repeatedUsername(String)
    }

    /// Counted from 1; `nil` where the file as a whole is meant.
    package let line: Int?
    package let problem: Problem

    /// What is wrong, with the line, and what to write instead. The words of the YAML parser, which are English, are in
    /// the English half alone.
    package var text: Bilingual {
        guard let line else { return message }
        return Bilingual("dòng \(line): \(message.vietnamese)", "line \(line): \(message.english)")
    }

    package var description: String { text.english }

    private var message: Bilingual {
        switch problem {
        case .tooLarge: Sentence.tooLarge
        case .notUTF8: Sentence.notUTF8
        case .notYAML(let reason):
            Bilingual(
                "sai cú pháp YAML; hãy đặt chữ có ký tự đặc biệt trong dấu nháy",
                "this is not YAML (\(reason)); quote texts with special characters")
        case .notAList: Sentence.notAList
        case .notAMapping: Sentence.notAMapping
        case .repeatedKey(let key):
            Bilingual(
                "khóa “\(key)” có hai lần trong một nhân vật; hãy chỉ giữ một",
                "the key “\(key)” occurs twice in one persona; keep one")
        case .unknownKey(let key, let known):
            Bilingual(
                "không có khóa “\(key)”; các khóa là \(known.joined(separator: ", "))",
                "the key “\(key)” is unknown; the keys are \(known.joined(separator: ", "))")
        case .missingKey(let key, let expected):
            Bilingual(
                "thiếu khóa “\(key)”; hãy viết \(expected.vietnamese)",
                "the key “\(key)” is missing; write \(expected.english)")
        case .keyOfAnotherKind(let key):
            Bilingual(
                "khóa “\(key)” không thuộc loại nhân vật này; hãy bỏ đi",
                "the key “\(key)” doesn't belong to this kind of persona; remove it")
        case .wrongValue(let key, let expected):
            Bilingual(
                "giá trị của “\(key)” không dùng được; hãy viết \(expected.vietnamese)",
                "the value of “\(key)” can't be used; write \(expected.english)")
        case .repeatedUsername(let name):
            Bilingual(
                "username “\(name)” đã thuộc về một nhân vật trước; hãy chọn tên khác",
                "the username “\(name)” belongs to an earlier persona; choose another")
        }
    }
}

/// The sentences about a file, or an entry, as a whole.
private enum Sentence {
    static let tooLarge = Bilingual(
        "tệp nhân vật lớn hơn \(MockLimits.personaFileBytes) byte; hãy tách ra",
        "the persona file is larger than \(MockLimits.personaFileBytes) bytes; split it")
    static let notUTF8 = Bilingual(
        "tệp nhân vật không phải là UTF-8; hãy lưu dạng UTF-8",
        "the persona file is not UTF-8; save it as UTF-8")
    static let notAList = Bilingual(
        "tệp nhân vật là một danh sách không rỗng; hãy bắt đầu mỗi nhân vật bằng “- kind: …”",
        "a persona file is a non-empty list; begin each persona with “- kind: …”")
    static let notAMapping = Bilingual(
        "một nhân vật gồm các dòng “khóa: giá trị”; hãy bắt đầu bằng “- kind: …”",
        "a persona is a list of “key: value” lines; begin it with “- kind: …”")
}

extension PersonaFileError {
    /// What the YAML library reports, with its line where it has one.
    init(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(line: mark.line, problem: .notYAML(problem))
        case .duplicatedKeysInMapping(let duplicates, let context):
            self.init(line: context.mark.line, problem: .repeatedKey(duplicates.first ?? ""))
        case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem),
            .representer(let problem):
            self.init(line: nil, problem: .notYAML(problem))
        case .no, .memory, .dataCouldNotBeDecoded:
            self.init(line: nil, problem: .notYAML("unreadable"))
        }
    }
}
