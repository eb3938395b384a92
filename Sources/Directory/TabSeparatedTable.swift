import Identity
import Wire

/// A table of tab-separated values with a line of column names, as offices export them: lines that begin with `#` and
/// empty ones left out, and cells in quotation marks read as spreadsheets write them (RFC 4180 §2, points 5 to 7).
package struct TabSeparatedTable: Hashable, Sendable {
    package let rows: [Row]

    package struct Row: Hashable, Sendable {
        /// Counted from 1, in the whole text.
        package let line: Int
        fileprivate let values: [String: String]

        /// The value of a column, without the spaces around it; `nil` where it is empty.
        package func value(_ column: String) -> String? { values[column] }

        /// - Throws: when the column is empty here.
        package func required(_ column: String) throws(TableError) -> String {
            guard let value = values[column] else { throw TableError(line: line, fault: .missing(column)) }
            return value
        }
    }

    /// - Parameter columns: those that have to be there; others are read too.
    package init(_ text: String, columns: [String]) throws(TableError) {
        var names: [String]?
        var rows: [Row] = []
        // Spreadsheets begin what they export with a byte order mark.
        var reader = CellReader(ByteOrderMark.dropped(from: text)[...])
        while let (line, cells) = try reader.row() {
            guard let known = names else {
                if let missing = columns.first(where: { !cells.contains($0) }) {
                    throw TableError(line: line, fault: .columnMissing(missing))
                }
                names = cells
                continue
            }
            guard cells.count <= known.count else { throw TableError(line: line, fault: .tooManyCells) }
            let pairs = zip(known, cells).filter { !$0.1.isEmpty }
            rows.append(Row(line: line, values: Dictionary(pairs, uniquingKeysWith: { first, _ in first })))
        }
        guard names != nil else { throw TableError(line: 1, fault: .columnMissing(columns.joined(separator: ", "))) }
        self.rows = rows
    }
}

/// What is wrong with a table, and in which line.
package struct TableError: Error, Hashable, Sendable, CustomStringConvertible {
    package let line: Int
    package let fault: Fault

    package init(line: Int, fault: Fault) {
        self.line = line
        self.fault = fault
    }

    package enum Fault: Hashable, Sendable {
        case columnMissing(String)
        case missing(String)
        case tooManyCells
        case bad(String, form: Form)
        /// A name that can't be shown as one line: of this column. What it is isn't repeated, as it can't be shown.
        case badLine(String)
        /// A cell that begins with a quotation mark ends with none.
        case unclosedQuote
        /// Something stands behind the closing quotation mark of a cell.
        case textAfterQuote
        case repeated(String)
    }

    /// What a value has to be.
    package enum Form: Hashable, Sendable {
        case unitID, unitKind, post
    }

    /// What is wrong, with the line.
    package var text: Bilingual { Bilingual("dòng \(line): \(why.vietnamese)", "line \(line): \(why.english)") }

    package var description: String { text.english }

    private var why: Bilingual {
        switch fault {
        case .columnMissing(let column):
            Bilingual("dòng đầu phải có tên cột \(column)", "the first line must name the column \(column)")
        case .missing(let column): Bilingual("cột \(column) còn trống", "\(column) is empty")
        case .tooManyCells:
            Bilingual(
                "có nhiều ô hơn số cột; các ô cách nhau bằng dấu tab",
                "there are more cells than columns; tabs separate them")
        case .bad(let value, let form):
            Bilingual("'\(value)' phải là \(form.text.vietnamese)", "'\(value)' must be \(form.text.english)")
        case .badLine(let column):
            Bilingual("\(column) \(PlainLine.rule.vietnamese)", "\(column) \(PlainLine.rule.english)")
        case .unclosedQuote:
            Bilingual(
                "một ô mở dấu ngoặc kép mà không đóng; hãy đóng lại, hoặc viết hai dấu \"\" cho một dấu \" trong ô",
                "a cell opens a quotation mark and doesn't close it; close it, or write \"\" for a \" inside the cell")
        case .textAfterQuote:
            Bilingual(
                "sau dấu ngoặc kép đóng của một ô còn có chữ; hãy viết hai dấu \"\" cho một dấu \" trong ô",
                "something stands behind a cell's closing quotation mark; write \"\" for a \" inside the cell")
        case .repeated(let value):
            Bilingual("'\(value)' đã có ở một dòng trước", "'\(value)' is in an earlier line too")
        }
    }
}

extension TableError.Form {
    fileprivate var text: Bilingual {
        switch self {
        case .unitID:
            Bilingual(
                "mã cơ quan, ví dụ H57.05 hoặc 000.00.05.H57", "an agency's id, such as H57.05 or 000.00.05.H57")
        case .unitKind:
            Bilingual("loại đơn vị, ví dụ so hoặc phong_cap_xa", "a kind of unit, such as so or phong_cap_xa")
        case .post: Bilingual("chức vụ và đơn vị", "a position and a unit")
        }
    }
}
