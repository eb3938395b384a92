import Glibc

/// A value that goes into a statement or comes out of one. Two types and nothing are all that our portable schema
/// uses: hashes and ids are text, moments and flags are integers.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)

    package static func text(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
    /// A text from outside that a row is looked for by. No row has one with a NUL, and none equals nothing.
    package static func sought(_ text: String) -> SQLValue { text.hasNUL ? .null : .text(text) }
    package static func integer(_ number: Int64?) -> SQLValue { number.map(SQLValue.integer) ?? .null }
    package static func flag(_ flag: Bool) -> SQLValue { .integer(flag ? 1 : 0) }
}

extension [SQLValue] {
    /// PostgreSQL knows no text with a NUL in it, and C would cut it there without a word: neither database is given one.
    func refuseUnstorable() throws(DatabaseError) {
        for case .text(let text) in self where text.hasNUL { throw .unstorableText }
    }
}

extension String {
    /// Asked of every text of every statement: by C's search, which takes more than a byte at a time.
    fileprivate var hasNUL: Bool {
        var text = self
        return text.withUTF8 { bytes in bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false }
    }
}

/// A row of a result, read by position. A column that isn't what the schema says is an error, never a trap.
package struct Row: Sendable {
    private let values: [SQLValue]

    init(_ values: [SQLValue]) {
        self.values = values
    }

    /// All of it, for whoever copies it or looks for it again.
    package var all: [SQLValue] { values }

    package func text(_ column: Int) throws -> String {
        guard let text = try optionalText(column) else { throw DatabaseError.unexpectedValue(column: column) }
        return text
    }

    package func optionalText(_ column: Int) throws -> String? {
        switch try value(column) {
        case .text(let text): text
        case .null: nil
        case .integer: throw DatabaseError.unexpectedValue(column: column)
        }
    }

    package func integer(_ column: Int) throws -> Int64 {
        guard let number = try optionalInteger(column) else { throw DatabaseError.unexpectedValue(column: column) }
        return number
    }

    package func optionalInteger(_ column: Int) throws -> Int64? {
        switch try value(column) {
        case .integer(let number): number
        case .null: nil
        case .text: throw DatabaseError.unexpectedValue(column: column)
        }
    }

    package func flag(_ column: Int) throws -> Bool { try integer(column) != 0 }

    private func value(_ column: Int) throws -> SQLValue {
        guard values.indices.contains(column) else { throw DatabaseError.unexpectedValue(column: column) }
        return values[column]
    }
}
