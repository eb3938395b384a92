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
        case missingKey(String, expected: String)
        case keyOfAnotherKind(String)
        case wrongValue(key: String, expected: String)
        case repeatedUsername(String)
    }

    /// Counted from 1; `nil` where the file as a whole is meant.
    package let line: Int?
    package let problem: Problem

    package var description: String {
        let place = line.map { "line \($0): " } ?? ""
        return place + message
    }

    private var message: String {
        switch problem {
        case .tooLarge:
            "the persona file is larger than \(MockLimits.personaFileBytes) bytes; split it"
        case .notUTF8: "the persona file is not UTF-8; save it as UTF-8"
        case .notYAML(let reason): "this is not YAML (\(reason)); quote texts with special characters"
        case .notAList: "a persona file is a non-empty list; begin each persona with “- kind: …”"
        case .notAMapping: "a persona is a list of “key: value” lines; begin it with “- kind: …”"
        case .repeatedKey(let key): "the key “\(key)” occurs twice in one persona; keep one"
        case .unknownKey(let key, let known):
            "the key “\(key)” is unknown; the keys are \(known.joined(separator: ", "))"
        case .missingKey(let key, let expected): "the key “\(key)” is missing; write \(expected)"
        case .keyOfAnotherKind(let key): "the key “\(key)” doesn't belong to this kind of persona; remove it"
        case .wrongValue(let key, let expected): "the value of “\(key)” can't be used; write \(expected)"
        case .repeatedUsername(let name):
            "the username “\(name)” belongs to an earlier persona; choose another"
        }
    }
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
