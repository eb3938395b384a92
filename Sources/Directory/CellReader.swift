/// Reads the rows of tab-separated text, cell by cell.
///
/// A cell that begins with a quotation mark goes to the next single one: spreadsheets write a cell so when it holds a
/// comma, a quotation mark (twice, then), a tab or a break of lines (RFC 4180 §2). In any other cell a quotation mark is
/// a character like others.
struct CellReader {
    private var rest: Substring
    private var line = 1

    init(_ text: Substring) { rest = text }

    /// The next row that isn't empty and no comment, with the line in which it begins; `nil` at the end.
    mutating func row() throws(TableError) -> (line: Int, cells: [String])? {
        while !rest.isEmpty {
            let text = rest.prefix { !$0.isNewline }
            if text.hasPrefix("#") || text.allSatisfy(\.isWhitespace) {
                rest = rest[text.endIndex...]
                endLine()
                continue
            }
            let start = line
            var cells = [try cell()]
            while rest.first == "\t" {
                rest.removeFirst()
                cells.append(try cell())
            }
            endLine()
            return (start, cells)
        }
        return nil
    }

    /// Takes the break behind a line, if there is one.
    private mutating func endLine() {
        guard !rest.isEmpty else { return }
        rest.removeFirst()
        line += 1
    }

    /// One cell without the spaces around it. What is left begins with a tab or a break, or is nothing.
    private mutating func cell() throws(TableError) -> String {
        dropSpace()
        guard rest.first == "\"" else {
            let text = rest.prefix { $0 != "\t" && !$0.isNewline }
            rest = rest[text.endIndex...]
            return Self.trimmed(text)
        }
        let text = try quoted()
        dropSpace()
        guard rest.first.map({ $0 == "\t" || $0.isNewline }) ?? true else {
            throw TableError(line: line, fault: .textAfterQuote)
        }
        return Self.trimmed(text[...])
    }

    private mutating func quoted() throws(TableError) -> String {
        let start = line
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            if character == "\"" {
                guard rest.first == "\"" else { return text }
                rest.removeFirst()
            }
            if character.isNewline { line += 1 }
            text.append(character)
        }
        throw TableError(line: start, fault: .unclosedQuote)
    }

    private mutating func dropSpace() {
        rest = rest.drop { $0.isWhitespace && $0 != "\t" && !$0.isNewline }
    }

    private static func trimmed(_ cell: Substring) -> String {
        var cell = cell.drop(while: \.isWhitespace)
        while cell.last?.isWhitespace == true { cell.removeLast() }
        return String(cell)
    }
}
