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

    /// As spreadsheets write cells with a comma, a quotation mark or a break of lines (RFC 4180 §2, points 5 to 7).
    @Test(
        arguments: [
            ("a\tb\n\"Sở Văn hóa, Thể thao\"\t2", [["2", "Sở Văn hóa, Thể thao", "2"]]),
            ("\"a\"\t\"b\"\n1\t\"nói \"\"có\"\"\"\n", [["2", "1", "nói \"có\""]]),
            ("a\tb\n\"x\ty\"\t2", [["2", "x\ty", "2"]]),
            ("a\tb\n\"\"\t\"2\"\r\n3\t4", [["2", nil, "2"], ["3", "3", "4"]]),
            ("a\tb\n\"x\r\ny\"\t2\n3\t4", [["2", "x\r\ny", "2"], ["4", "3", "4"]]),
            ("a\tb\n \" x \" \t2", [["2", "x", "2"]]), ("a\tb\n\"\"\"\"\t2", [["2", "\"", "2"]]),
            ("a\tb\n\"# 1\"\t2", [["2", "# 1", "2"]]),
            // Elsewhere a quotation mark is one: nobody wrote the cell with quoting in mind.
            ("a\tb\nSở \"A\"\t5\"", [["2", "Sở \"A\"", "5\""]]),
        ] as [(String, [[String?]])])
    func `a cell in quotation marks is read as it was meant`(text: String, read: [[String?]]) throws {
        #expect(try rows(text) == read)
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
            ("a\tb\n1\t\"2\n3\t4\n", 2, .unclosedQuote), ("a\tb\n\"1\"x\t2\n", 2, .textAfterQuote),
            ("a\tb\n\"1\n\"2\t3", 3, .textAfterQuote), ("a\tb\n1\t\"", 2, .unclosedQuote),
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
            (.badLine("name_vi"), "name_vi must be one line"), (.unclosedQuote, "close it"),
            (.textAfterQuote, "closing quotation mark"),
            (.bad("x y", form: .unitID), "'x y' must be an agency's id"), (.repeated("H57"), "H57"),
        ] as [(TableError.Fault, String)])
    func `an error says where and why`(fault: TableError.Fault, part: String) {
        let error = TableError(line: 17, fault: fault)
        #expect(error.description.hasPrefix("line 17: ") && error.description.contains(part))
        #expect(error.text.english == error.description && error.text.vietnamese.hasPrefix("dòng 17: "))
    }
}
