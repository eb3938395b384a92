import Permissions
import Wire
import Yams

/// A YAML node with its place, read by shape; what doesn't fit is noted, and reading goes on.
struct YAMLValue {
    let node: Node
    let file: String

    var place: FilePlace { FilePlace(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1) }

    /// The root of a file.
    static func root(of file: PolicyFile, noting errors: inout [PolicyFileError]) -> YAMLValue? {
        let start = FilePlace(file: file.name, line: 1, column: 1)
        guard file.text.utf8.count <= PolicyFile.maximumBytes else {
            errors.append(PolicyFileError(place: start, fault: .tooLarge))
            return nil
        }
        let file = file.withoutByteOrderMark
        if let place = alias(in: file) {
            errors.append(PolicyFileError(place: place, fault: .alias))
            return nil
        }
        do {
            guard let node = try Yams.compose(yaml: file.text) else {
                errors.append(PolicyFileError(place: start, fault: .expected(.mapping)))
                return nil
            }
            return YAMLValue(node: node, file: file.name)
        } catch let error as YamlError {
            errors.append(PolicyFileError(place: error.place(in: file), fault: error.fault))
        } catch {
            errors.append(PolicyFileError(place: start, fault: .notYAML("\(error)")))
        }
        return nil
    }

    /// What may precede an anchor or alias: white space and line breaks as YAML 1.1 knows them, a byte order mark,
    /// and the signs after which a flow collection needs no space.
    private static let beforeAlias = "\n\r\u{85}\u{2028}\u{2029}\u{FEFF} \t[{,:?".unicodeScalars

    /// The first `&name` or `*name`. Looked for in the text, before the parser writes aliases out: a few
    /// lines of them can expand to gigabytes.
    private static func alias(in file: PolicyFile) -> FilePlace? {
        var (line, column) = (1, 0)
        var before: Unicode.Scalar = "\n"
        var mark: FilePlace?
        for scalar in file.text.unicodeScalars {
            if let mark, !scalar.properties.isWhitespace { return mark }
            column += 1
            mark =
                beforeAlias.contains(before) && (scalar == "&" || scalar == "*")
                ? FilePlace(file: file.name, line: line, column: column) : nil
            if scalar == "\n" { (line, column) = (line + 1, 0) }
            before = scalar
        }
        return nil
    }

    /// The members of a mapping, of which none has another name than these.
    func members(
        _ known: [String],
        required: [String] = [],
        noting errors: inout [PolicyFileError]
    ) -> [String: YAMLValue]? {
        guard let mapping = node.mapping else {
            note(.expected(.mapping), &errors)
            return nil
        }
        var members: [String: YAMLValue] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, known.contains(name) else {
                let key = YAMLValue(node: key, file: file)
                key.note(.unknownKey(key.node.scalar?.string ?? "?", known: known), &errors)
                continue
            }
            members[name] = YAMLValue(node: value, file: file)
        }
        for name in required where members[name] == nil { note(.missing(name), &errors) }
        return members
    }

    func items(noting errors: inout [PolicyFileError]) -> [YAMLValue] {
        guard let sequence = node.sequence else {
            note(.expected(.sequence), &errors)
            return []
        }
        return sequence.map { YAMLValue(node: $0, file: file) }
    }

    func text(noting errors: inout [PolicyFileError]) -> String? {
        guard let text = node.scalar?.string, !text.isEmpty else {
            note(.expected(.text), &errors)
            return nil
        }
        return text
    }

    /// A text for people: a name.
    func line(noting errors: inout [PolicyFileError]) -> String? {
        guard let text = text(noting: &errors) else { return nil }
        if let line = PlainLine(text) { return line.text }
        note(.expected(.line), &errors)
        return nil
    }

    func wholeNumber(noting errors: inout [PolicyFileError]) -> Int? {
        guard let text = node.scalar?.string, let number = Int(text) else {
            note(.expected(.wholeNumber), &errors)
            return nil
        }
        return number
    }

    func boolean(noting errors: inout [PolicyFileError]) -> Bool? {
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            note(.expected(.boolean), &errors)
            return nil
        }
    }

    /// A text that means one of a few values.
    func choice<Value>(_ values: [(String, Value)], noting errors: inout [PolicyFileError]) -> Value? {
        guard let text = text(noting: &errors) else { return nil }
        if let value = values.first(where: { $0.0 == text })?.1 { return value }
        note(.notOneOf(text, values.map(\.0)), &errors)
        return nil
    }

    /// A text that is a name of some kind.
    func name<Name>(_ make: (String) -> Name?, noting errors: inout [PolicyFileError]) -> Name? {
        guard let text = text(noting: &errors) else { return nil }
        if let name = make(text) { return name }
        note(.badName(text), &errors)
        return nil
    }

    func note(_ fault: PolicyFileError.Fault, _ errors: inout [PolicyFileError]) {
        errors.append(PolicyFileError(place: place, fault: fault))
    }
}

extension YamlError {
    fileprivate func place(in file: PolicyFile) -> FilePlace {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            Self.place(of: mark, in: file)
        case .duplicatedKeysInMapping(_, let context):
            FilePlace(file: file.name, line: context.mark.line, column: context.mark.column)
        case .reader(_, _, let value, _): Self.place(ofFirst: value, in: file)
        default: FilePlace(file: file.name, line: 1, column: 1)
        }
    }

    /// What is missing at the end of a file is missing in its last line, though the parser says the next where no break
    /// ends that.
    private static func place(of mark: Mark, in file: PolicyFile) -> FilePlace {
        // As YAML 1.1 counts them (§5.4).
        let breaks: Set<Character> = ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}"]
        let lines = file.text.split(omittingEmptySubsequences: false, whereSeparator: breaks.contains)
        guard mark.line > lines.count, let last = lines.last else {
            return FilePlace(file: file.name, line: mark.line, column: mark.column)
        }
        return FilePlace(file: file.name, line: lines.count, column: last.unicodeScalars.count + 1)
    }

    /// The place of a character that no YAML may have; the parser gives no line for it.
    private static func place(ofFirst value: Int32, in file: PolicyFile) -> FilePlace {
        let before = file.text.unicodeScalars.prefix { Int32($0.value) != value }
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        return FilePlace(file: file.name, line: lines.count, column: (lines.last?.count ?? 0) + 1)
    }

    fileprivate var fault: PolicyFileError.Fault {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _),
            .reader(let problem, _, _, _):
            .notYAML(problem)
        case .duplicatedKeysInMapping(let keys, _): .repeatedKeys(keys)
        default: .notYAML("unreadable")
        }
    }
}

extension PolicyFile {
    /// YAML allows the mark (YAML 1.2 §5.2), and this parser doesn't always.
    fileprivate var withoutByteOrderMark: PolicyFile {
        PolicyFile(name: name, text: ByteOrderMark.dropped(from: text))
    }
}
