import Identity
import Permissions
import PolicyFiles
import Yams

extension FuzzedReader {
    /// An input is several files, each under a line `== NAME`; without such a line it is roles.
    static func policyFiles(_ bytes: [UInt8]) -> [PolicyFile] {
        var files: [(name: String, text: String)] = []
        for line in text(bytes).split(separator: "\n", omittingEmptySubsequences: false) {
            let name = line.hasPrefix("== ") ? String(line.dropFirst(3)) : nil
            if let name, !files.contains(where: { $0.name == name }) {
                files.append((name: name, text: ""))
                continue
            }
            if files.isEmpty { files.append((name: "roles.yaml", text: "")) }
            files[files.count - 1].text += line + "\n"
        }
        return files.map { PolicyFile(name: $0.name, text: $0.text) }
    }

    private static let moment = Instant(secondsSince1970: 1_000_000_000)

    static func policyViolation(by bytes: [UInt8]) -> String? {
        let files = policyFiles(bytes)
        var policy: Policy?
        do throws(PolicyFileErrors) { policy = try PolicyReader.read(files) } catch {
            if let violation = violation(of: error, in: files) { return violation }
            guard refusal(files.reversed()) == error else { return "other errors, in another order of the files" }
        }
        if policy != nil, let file = files.first(where: { !$0.isTest && hasAnchor($0.text) }) {
            return "an anchor in \(file.name)"
        }
        do throws(PolicyFileErrors) {
            let tests = try PolicyTestReader.read(files, of: policy, at: moment)
            guard let policy else { return nil }
            for (file, test) in tests where !test.units.isEmpty {
                guard let result = try? test.run(on: policy, at: moment) else { return "\(file): no tree" }
                guard result.problems.isEmpty else { return "\(file): \(result.problems)" }
            }
            return nil
        } catch {
            return violation(of: error, in: files)
        }
    }

    private static func refusal(_ files: [PolicyFile]) -> PolicyFileErrors? {
        do throws(PolicyFileErrors) {
            _ = try PolicyReader.read(files)
            return nil
        } catch {
            return error
        }
    }

    static func violation(of errors: PolicyFileErrors, in files: [PolicyFile]) -> String? {
        guard !errors.all.isEmpty else { return "refused without an error" }
        for error in errors.all {
            let ends = files.filter { $0.name == error.place.file }.map { lines(of: $0.text) }
            guard let end = ends.max() else { return "an error in a file that isn't there: \(error)" }
            guard (1...end).contains(error.place.line), error.place.column > 0 else {
                return "an error behind line \(end): \(error)"
            }
            let advice = error.fault.advice
            guard !advice.vietnamese.isEmpty, !advice.english.isEmpty else {
                return "an error that says nothing: \(error)"
            }
        }
        return nil
    }

    /// As YAML 1.1 counts them (§5.4).
    private static func lines(of text: String) -> Int {
        let breaks: Set<Character> = ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}"]
        return text.count(where: breaks.contains) + 1
    }

    private static func hasAnchor(_ text: String) -> Bool {
        guard let parser = try? Yams.Parser(yaml: text), let root = try? parser.singleRoot() else { return false }
        // The parser owns the anchors.
        return withExtendedLifetime(parser) { hasAnchor(root) }
    }

    private static func hasAnchor(_ node: Node) -> Bool {
        node.anchor != nil || node.sequence?.contains(where: hasAnchor) == true
            || node.mapping?.contains { hasAnchor($0.key) || hasAnchor($0.value) } == true
    }
}
