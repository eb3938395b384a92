import Foundation
import Testing

/// Documentation/PEERS-BUGS.md says which test shows that a peer's bug isn't ours: the tests are there, and
/// so is every bug.
@Suite struct PeersBugsTableTests {
    /// A line of the table.
    struct Row: Sendable, CustomTestStringConvertible {
        let number: String
        let behaviour: String
        let evidence: String

        var testDescription: String { number }

        /// What stands in backticks in the last column.
        var citations: [String] { Citations.inBackticks(evidence) }
    }

    private static func rows() throws -> [Row] {
        let text = try Package.text("Documentation/PEERS-BUGS.md")
        return text.split(separator: "\n").filter { $0.hasPrefix("| P") }.map { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return Row(
                number: cells.first ?? "", behaviour: cells.dropFirst().first ?? "",
                evidence: cells.dropFirst(2).joined(separator: "|"))
        }
    }

    @Test func `every bug of the list has one row, in order`() throws {
        #expect(try Self.rows().map(\.number) == (1...116).map { "P\($0)" })
    }

    @Test func `a row says what must hold, and names a test or says why there is none`() throws {
        for row in try Self.rows() {
            #expect(!row.behaviour.isEmpty, "\(row.number)")
            let isExcused = ["not built yet: ", "open: "].contains { row.evidence.contains($0) }
            #expect(!row.citations.isEmpty || isExcused, "\(row.number)")
        }
    }

    @Test func `every test that a row names is there`() throws {
        let citations = try Citations.ofTests.get()
        let rows = try Self.rows()
        #expect(rows.contains { !$0.citations.isEmpty })
        for row in rows {
            for citation in row.citations {
                #expect(citations.contain(citation), "\(row.number): there is no test `\(citation)`")
            }
        }
    }
}
