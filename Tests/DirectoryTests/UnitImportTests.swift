import Directory
import Foundation
import Testing

struct UnitImportTests {
    @Test func `each row is a unit, in the order of the rows`() throws {
        let table = try UnitImport(
            unitTable(["H57\t\tthanh_pho\tThành phố Huế", "H57.05\tH57\tso\tSở Khoa học và Công nghệ"]))
        #expect(table.entries.map(\.line) == [2, 3])
        #expect(table.entries.map(\.id) == ["H57", "H57.05"])
        #expect(table.entries.map(\.parent) == [nil, "H57"])
        #expect(table.entries.map(\.kind) == ["thanh_pho", "so"])
        #expect(table.entries.map(\.name) == ["Thành phố Huế", "Sở Khoa học và Công nghệ"])
    }

    @Test func `ids of the old form name the same units as those of the new one`() throws {
        let old = try UnitImport(
            unitTable(["000.00.00.H57\t\tthanh_pho\tHuế", "000.00.05.H57\t000.00.00.H57\tso\tSở"]))
        let new = try UnitImport(unitTable(["H57\t\tthanh_pho\tHuế", "H57.05\tH57\tso\tSở"]))
        #expect(old == new)
    }

    @Test func `comments, CRLF and columns of others change nothing but the lines`() throws {
        let text = "# xuất 2026\r\nname_vi\tkind\tnote\tcode\tparent_code\r\n\r\nHuế\tthanh_pho\tx\tH57\t\r\n"
        let table = try UnitImport(text)
        #expect(table.entries.map(\.id) == ["H57"])
        #expect(table.entries.map(\.name) == ["Huế"])
        #expect(table.entries.map(\.line) == [4])
    }

    @Test(
        arguments: [
            (["H57\t\tthanh_pho\tHuế", "\tH57\tso\tSở"], 3, .missing("code")),
            (["H57\t\t\tHuế"], 2, .missing("kind")), (["H57\t\tthanh_pho\t "], 2, .missing("name_vi")),
            (["H57\t\tthanh_pho"], 2, .missing("name_vi")),
            (["H57\t\tthanh_pho\tHuế", "H57\t\tthanh_pho\tHuế"], 3, .repeated("H57")),
            (["H57.05\tH57\tso\tA", "000.00.05.H57\tH57\tso\tB"], 3, .repeated("H57.05")),
            (["H57\t\tthanh_pho\tHuế\tx"], 2, .tooManyCells),
        ] as [([String], Int, TableError.Fault)])
    func `what is missing, said twice or too much is named with its line`(
        rows: [String], line: Int, fault: TableError.Fault
    ) {
        #expect(throws: TableError(line: line, fault: fault)) { try UnitImport(unitTable(rows)) }
    }

    @Test(
        arguments: [
            ("57.05\tH57\tso\tSở", .bad("57.05", form: .unitID)), ("H57.05\tHuế\tso\tSở", .bad("Huế", form: .unitID)),
            ("H57.05\tH57\tSở\tSở", .bad("Sở", form: .unitKind)),
            ("h57.05\tH57\tso\tSở", .bad("h57.05", form: .unitID)),
        ] as [(String, TableError.Fault)])
    func `a value of no good form is named with its line`(row: String, fault: TableError.Fault) {
        #expect(throws: TableError(line: 3, fault: fault)) {
            try UnitImport(unitTable(["H57\t\tthanh_pho\tHuế", row]))
        }
    }

    @Test func `a name is kept as it is read: unquoted, in one form and with single spaces`() throws {
        let table = try UnitImport(
            unitTable(["H57\t\tthanh_pho\tHue\u{302}\u{301}", "H57.1\tH57\tso\t\"Sở A,  \"\"B\"\"\""]))
        #expect(table.entries.map { Array($0.name.utf8) } == ["Hu\u{1EBF}", "Sở A, \"B\""].map { Array($0.utf8) })
    }

    @Test(arguments: [
        "X\0Y", "\u{1B}[31mZ", "A\u{202E}B", "A\u{7}", "\"A\nB\"", "\"A\tB\"", "\u{200B}",
        String(repeating: "a", count: 257),
    ])
    func `a name that a screen can't show is refused with its line, and not repeated`(name: String) {
        let error = TableError(line: 3, fault: .badLine("name_vi"))
        #expect(throws: error) { try UnitImport(unitTable(["H57\t\tthanh_pho\tHuế", "H57.1\tH57\tso\t\(name)"])) }
        #expect(!error.text.english.contains(name))
    }

    @Test(arguments: ["code", "parent_code", "kind", "name_vi"])
    func `each column has to be there`(column: String) {
        let text = unitTable([]).replacingOccurrences(of: column, with: "x")
        #expect(throws: TableError.self) { try UnitImport(text) }
    }

    @Test func `the sample city is a table that makes a tree`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/SampleCity/Resources/units.tsv")
        let table = try UnitImport(String(contentsOf: file, encoding: .utf8))
        let plan = try UnitPlan(table, known: [], from: 0, endsMissing: false)
        #expect(plan.begun.count == table.entries.count && table.entries.count > 200)
        #expect(try UnitTree(of: plan.added, at: 0).units.first?.id == "H57")
    }
}
