import Testing

/// Documentation/HARDENING.md says what holds against strangers, full disks and turned clocks, and which tests show it.
@Suite struct HardeningTableTests {
    /// The cells of each row.
    private static func rows() throws -> [[String]] {
        try Package.tables(of: "Documentation/HARDENING.md").flatMap(\.rows)
    }

    @Test func `every finding of the review and of the hostile requests has a row`() throws {
        let findings = try Self.rows().map { " " + ($0.first ?? "").replacing(/[(),\/]/, with: " ") + " " }
        let review = (1...6).map { "H\($0)" } + (1...11).map { "M\($0)" } + (1...11).map { "L\($0)" }
        for finding in review + (1...13).map({ "Q\($0)" }) {
            #expect(findings.contains { $0.contains(" \(finding) ") }, "\(finding)")
        }
    }

    @Test func `every fault that people met in comparable systems has a row here or in PEERS-BUGS`() throws {
        let rows = try ["HARDENING", "PEERS-BUGS"].map { try Package.text("Documentation/\($0).md") }.joined()
        // R19, R21, R22 and R28 to R30 were found right, or decided.
        let reports = Set(1...31).subtracting([19, 21, 22, 28, 29, 30]).sorted().map { "R\($0)" }
        let words = Set(rows.split { !$0.isLetter && !$0.isNumber })
        for finding in reports + (1...18).map({ "F\($0)" }) { #expect(words.contains(finding[...]), "\(finding)") }
    }

    @Test func `every test that a row names is there`() throws {
        let citations = try Citations.ofTests.get()
        for row in try Self.rows() {
            #expect(row.count == 4, "\(row)")
            let named = Citations.inBackticks(row.last ?? "")
            #expect(!named.isEmpty, "\(row.first ?? "")")
            for citation in named {
                #expect(citations.hold(citation), "\(row.first ?? ""): there is no test `\(citation)`")
            }
        }
    }
}
