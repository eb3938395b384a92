import Foundation
import RegexBuilder

/// The package as it lies on disk.
enum Package {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// The folder with Package.swift: three up from this file.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        let file = root.appending(path: path)
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw Missing(description: "\(file.path) can't be read")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// The lines of a document between `<!-- name -->` and `<!-- /name -->`.
    static func block(_ name: String, of path: String) throws -> [String] {
        let lines = try text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let start = lines.firstIndex(of: "<!-- \(name) -->"),
            let end = lines.firstIndex(of: "<!-- /\(name) -->"),
            start < end
        else { throw Missing(description: "\(path) has no block \(name)") }
        return Array(lines[(start + 1)..<end])
    }

    /// The tables of a document, without their heads: the cells of each row, under the heading of second order above it.
    static func tables(of path: String) throws -> [(section: String, rows: [[String]])] {
        let lines = try text(path).split(separator: "\n", omittingEmptySubsequences: false)
        var tables: [(section: String, rows: [[String]])] = [("", [])]
        for (number, line) in lines.enumerated() {
            if line.hasPrefix("## ") { tables.append((String(line.dropFirst(3)), [])) }
            let next = number + 1 < lines.count ? lines[number + 1] : ""
            guard line.hasPrefix("| "), !next.hasPrefix("|---") else { continue }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            tables[tables.count - 1].rows.append(cells)
        }
        return tables.filter { !$0.rows.isEmpty }
    }

    /// What stands between the brace with which each match ends and the one that closes it.
    static func blocks(in text: String, openedBy opening: some RegexComponent<Substring>) -> [Substring] {
        text.matches(of: opening).map { match in
            var depth = 1
            return text[match.range.upperBound...].prefix { character in
                if character == "{" { depth += 1 } else if character == "}" { depth -= 1 }
                return depth > 0
            }
        }
    }

    /// The folders of Sources: a room each.
    static func rooms() throws -> Set<String> {
        let sources = root.appending(path: "Sources").path
        let names = try FileManager.default.contentsOfDirectory(atPath: sources).filter { !$0.hasPrefix(".") }
        return Set(names.filter { FileManager.default.fileExists(atPath: "\(sources)/\($0)/.") })
    }

    /// Every Swift file below a folder, by its path from the root.
    static func swiftFiles(below folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
    }

    /// The modules that a file imports, however the import is written.
    static func imports(_ path: String) throws -> [String] {
        // The expression is slow, and few lines have the word.
        try text(path).split(separator: "\n").filter { $0.range(of: "import ") != nil }.compactMap { line in
            let attributes = /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)?/
            let kind = /(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?/
            let pattern = Regex {
                attributes
                "import "
                kind
                Capture(/\w+/)
            }
            return String(line).firstMatch(of: pattern).map { String($0.output.1) }
        }
    }
}

/// The tests of the package, as documents cite them: `Suite/test sentence`.
struct Citations {
    /// Those of the tests as they are, read once.
    static let ofTests = Result { try Citations() }

    private var suites: Set<String> = []
    /// By suite, or what an extension is of: the tests of the files that it stands in.
    private var tests: [String: Set<String>] = [:]

    private init() throws { try Package.swiftFiles(below: "Tests").forEach { note(try Package.text($0)) } }

    private mutating func note(_ file: String) {
        var (types, named): (Set<String>, Set<String>) = ([], [])
        for line in file.utf8.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: "`"), maxSplits: 2).map { String(Substring($0)) }
            if parts.count == 3, parts[0].hasSuffix("func "), parts[2].hasPrefix("(") {
                named.insert(parts[1])
            } else if parts.last?.hasSuffix(" {") == true {
                let words = Substring(line).split(separator: " ")
                guard let kind = words.firstIndex(where: { $0 == "struct" || $0 == "extension" }) else { continue }
                types.insert(String(words[kind + 1]))
                if words[kind] == "struct" { suites.insert(String(words[kind + 1])) }
            }
        }
        for type in types { tests[type, default: []].formUnion(named) }
    }

    /// Whether there is such a test.
    func contain(_ citation: String) -> Bool {
        let parts = citation.split(separator: "/", maxSplits: 1).map(String.init)
        return parts.count == 2 && tests[parts[0]]?.contains(parts[1]) == true
    }

    func contain(suite: String) -> Bool { suites.contains(suite) }

    /// Whether there is what a document names: a test, or a whole suite of them.
    func hold(_ citation: String) -> Bool {
        citation.contains("/") ? contain(citation) : contain(suite: citation)
    }

    static func inBackticks(_ text: String) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
}
