import Directory
import Testing

struct TabSeparatedTableTests {
    private func rows(_ text: String, columns: [String] = ["a", "b"]) throws -> [[String?]] {
        try TabSeparatedTable(text, columns: columns).rows.map { row in
            [String(row.line)] + columns.map { row.value($0) }
        }
    }

    @Test(arguments: [
        "a\tb\n1\t2\n3\t4\n", "a\tb\n1\t2\n3\t4", "a\tb\r\n1\t2\r\n3\t4\r\n", " a\t b \n 1 \t2\u{A0}\n3\t4",
        "\u{FEFF}a\tb\r\n1\t2\r\n3\t4",
    ])
    func `cells stand under their columns, however lines end and whatever spaces are around them`(
        text: String
    ) throws {
        #expect(try rows(text) == [["2", "1", "2"], ["3", "3", "4"]])
    }

    @Test func `comments and empty lines are left out, and counted`() throws {
        #expect(
            try rows("# đơn vị\n\na\tb\n# 1\t2\n1\t2\n \t \n\r\n3\t#4\n")
                == [["5", "1", "2"], ["8", "3", "#4"]])
    }

    @Test func `columns may stand in any order, with others among them`() throws {
        #expect(try rows("x\tb\ta\n0\t2\t1") == [["2", "1", "2"]])
    }

    @Test func `an empty cell has no value, and neither has one that isn't there`() throws {
        let table = try TabSeparatedTable("a\tb\tc\n\t2\n1", columns: ["a", "b"])
        #expect(table.rows.map { $0.value("a") } == [nil, "1"])
        #expect(table.rows.map { $0.value("b") } == ["2", nil])
        #expect(table.rows.map { $0.value("c") } == [nil, nil])
        #expect(table.rows.map { $0.value("d") } == [nil, nil])
        #expect(try table.rows[0].required("b") == "2")
        #expect(throws: TableError(line: 2, fault: .missing("a"))) { try table.rows[0].required("a") }
        #expect(throws: TableError(line: 3, fault: .missing("b"))) { try table.rows[1].required("b") }
    }

    @Test func `a table may have no rows`() throws {
        #expect(try rows("a\tb\n") == [])
    }

    @Test(
        arguments: [
            ("", 1, .columnMissing("a, b")), ("\n# a\tb\n", 1, .columnMissing("a, b")),
            ("a\n1\n", 1, .columnMissing("b")), ("# x\nb\tc\n", 2, .columnMissing("a")),
            ("a,b\n1,2\n", 1, .columnMissing("a")), ("A\tB\n", 1, .columnMissing("a")),
            ("a\tb\n1\t2\n1\t2\t3\n", 3, .tooManyCells), ("a\tb\n1\t2\t\n", 2, .tooManyCells),
        ] as [(String, Int, TableError.Fault)])
    func `a table that can't be read is refused with its line`(
        text: String, line: Int, fault: TableError.Fault
    ) {
        #expect(throws: TableError(line: line, fault: fault)) {
            try TabSeparatedTable(text, columns: ["a", "b"])
        }
    }

    @Test(
        arguments: [
            (.columnMissing("code"), "code"), (.missing("kind"), "kind"), (.tooManyCells, "tabs"),
            (.bad("x y", form: .unitID), "'x y' must be an agency's id"), (.repeated("H57"), "H57"),
        ] as [(TableError.Fault, String)])
    func `an error says where and why`(fault: TableError.Fault, part: String) {
        let error = TableError(line: 17, fault: fault)
        #expect(error.description.hasPrefix("line 17: ") && error.description.contains(part))
        #expect(error.text.english == error.description && error.text.vietnamese.hasPrefix("dòng 17: "))
    }
}
