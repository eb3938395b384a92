import Foundation
import Testing

/// Documentation/CONFORMANCE.md says what the OpenID Foundation's suite and the RFCs want, and which tests show it.
@Suite struct ConformanceTableTests {
    private static func tables() throws -> [(section: String, rows: [[String]])] {
        try Package.tables(of: "Documentation/CONFORMANCE.md")
    }

    /// How the last cell of a row begins that is not shown by a test.
    private static let reasons = ["not there: ", "not there, as before", "not applicable, "]

    @Test func `every plan of the suite and every RFC has its table`() throws {
        let sections = try Self.tables().map(\.section)
        for name in [
            "Basic OP", "Form Post", "Config OP", "Dynamic OP", "RP-Initiated Logout", "Back-Channel Logout",
            "Front-Channel Logout", "Session Management", "Third-party initiated login", "FAPI 2.0 Security Profile",
            "FAPI 2.0 Message Signing", "FAPI-CIBA", "AuthZEN", "RFC 6749", "RFC 9700", "RFC 7636", "RFC 9126",
            "RFC 9449", "RFC 8705", "RFC 8693", "RFC 8628",
        ] {
            #expect(sections.contains { $0.hasPrefix(name) }, "\(name)")
        }
    }

    /// What the plans have, so that a module that is left out is noticed whatever a heading says.
    private static let modules = [
        "Basic OP": 38, "Form Post Basic OP": 38, "Config OP": 1, "Dynamic OP": 23, "RP-Initiated Logout OP": 11,
        "Back-Channel Logout OP": 2, "Front-Channel Logout OP": 2, "Session Management OP": 2,
        "Third-party initiated login OP": 2, "FAPI 2.0 Security Profile, plain FAPI": 56,
        "FAPI 2.0 Message Signing, besides": 14, "FAPI-CIBA, plain FAPI": 43, "AuthZEN Authorization API 1.0": 127,
    ]

    @Test func `every module of a plan has its row`() throws {
        let tables = try Self.tables()
        for (plan, count) in Self.modules {
            #expect(tables.first { $0.section == "\(plan) (\(count))" }?.rows.count == count, "\(plan)")
        }
    }

    @Test func `a plan has as many rows as its heading says, each module once`() throws {
        for (section, rows) in try Self.tables() {
            guard let count = section.firstMatch(of: /\((\d+)\)$/) else { continue }
            #expect(rows.count == Int(count.output.1), "\(section)")
            #expect(Set(rows.map { $0.first }).count == rows.count, "\(section)")
        }
    }

    @Test func `a row names what is wanted, and tests that are there or the reason why there is none`() throws {
        let citations = try Citations.ofTests.get()
        for (section, rows) in try Self.tables() {
            for row in rows {
                let name = "\(section): \(row.first ?? "")"
                #expect(row.count == 3, "\(name)")
                let shown = row.last ?? ""
                let named = Citations.inBackticks(shown).filter { $0.contains("Tests") }
                let isExcused = Self.reasons.contains { shown.hasPrefix($0) }
                #expect(!named.isEmpty || isExcused, "\(name)")
                for citation in named { #expect(citations.hold(citation), "\(name): there is no test `\(citation)`") }
            }
        }
    }
}
