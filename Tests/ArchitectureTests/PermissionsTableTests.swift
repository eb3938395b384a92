import Foundation
import Testing

/// Documentation/PERMISSIONS.md says of each clause of Article 14.2 which tests show it: they are there.
@Suite struct PermissionsTableTests {
    private static func rows() throws -> [Substring] {
        let text = try Package.text("Documentation/PERMISSIONS.md")
        let section = text.split(separator: "## ").first { $0.hasPrefix("Clause by clause") } ?? ""
        return section.split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2).map { $0 }
    }

    @Test func `every clause names tests, and they are there`() throws {
        let citations = try Citations.ofTests.get()
        let rows = try Self.rows()
        #expect(rows.count == 12)
        for row in rows {
            let evidence = row.split(separator: "|").last.map(String.init) ?? ""
            let named = Citations.inBackticks(evidence)
            #expect(!named.isEmpty, "\(row)")
            for citation in named { #expect(citations.contain(citation), "there is no test `\(citation)`") }
        }
    }
}
