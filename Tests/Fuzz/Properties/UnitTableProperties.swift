import Directory
import Identity

extension FuzzedReader {
    static func unitTableViolation(by bytes: [UInt8]) -> String? {
        let text = text(bytes)
        let table: UnitImport
        do throws(TableError) {
            table = try UnitImport(text)
        } catch {
            let lines = text.count(where: \.isNewline) + 1
            return (1...lines).contains(error.line) ? nil : "an error in line \(error.line) of \(lines)"
        }
        let ids = table.entries.map(\.id)
        guard Set(ids).count == ids.count else { return "a code twice" }
        guard let again = try? UnitImport(written(table)), again.entries.map(row) == table.entries.map(row) else {
            return "not read back"
        }
        let isPlanned = (try? UnitPlan(table, known: [], from: Instant(secondsSince1970: 0), endsMissing: false)) != nil
        return isPlanned == isTree(table) ? nil : "\(isPlanned ? "taken" : "refused") as a tree"
    }

    private static func written(_ table: UnitImport) -> String {
        (["kind\tcode\tparent_code\tname_vi"]
            + table.entries.map { row($0).map(quoted).joined(separator: "\t") }).joined(separator: "\n")
    }

    /// As a spreadsheet writes a cell.
    private static func quoted(_ cell: String) -> String {
        "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static func row(_ entry: UnitImport.Entry) -> [String] {
        [entry.kind.slug, entry.id.text, entry.parent?.text ?? "", entry.name]
    }

    /// The slow twin of `UnitTree`: one unit without a parent, and from each a way up that ends there.
    private static func isTree(_ table: UnitImport) -> Bool {
        let parents = Dictionary(table.entries.map { ($0.id, $0.parent) }, uniquingKeysWith: { first, _ in first })
        return parents.values.count { $0 == nil } == 1
            && parents.keys.allSatisfy { start in
                var place: UnitID? = start
                for _ in 0...parents.count {
                    guard let unit = place else { return true }
                    guard let parent = parents[unit] else { return false }
                    place = parent
                }
                return false
            }
    }
}
