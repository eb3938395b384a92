import Wire

/// Reads filters by the grammar of RFC 7644 §3.4.2.2, figure 1. `not` binds closer than `and`, `and` closer than `or`;
/// operators and names are the same in any case.
///
/// Length, depth and the number of comparisons are bounded (`Limits`), as strangers' programs write filters. Each byte is
/// passed over a bounded number of times.
package struct FilterReader {
    private let bytes: [UInt8]
    private var position = 0
    private var comparisons = 0

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    package static func read(_ text: String) throws(FilterError) -> Filter {
        guard text.utf8.count <= Limits.scimFilterBytes else { throw FilterError(.tooLong, at: Limits.scimFilterBytes) }
        var reader = FilterReader(text)
        let filter = try reader.alternatives(depth: Limits.scimFilterDepth, insideValue: false)
        reader.passSpaces()
        guard reader.position == reader.bytes.count else { throw reader.error(.trailingContent) }
        return filter
    }

    // MARK: Logic

    private mutating func alternatives(depth: Int, insideValue: Bool) throws(FilterError) -> Filter {
        var filter = try conjunction(depth: depth, insideValue: insideValue)
        while passWord("or") { filter = .or(filter, try conjunction(depth: depth, insideValue: insideValue)) }
        return filter
    }

    private mutating func conjunction(depth: Int, insideValue: Bool) throws(FilterError) -> Filter {
        var filter = try term(depth: depth, insideValue: insideValue)
        while passWord("and") { filter = .and(filter, try term(depth: depth, insideValue: insideValue)) }
        return filter
    }

    private mutating func term(depth: Int, insideValue: Bool) throws(FilterError) -> Filter {
        passSpaces()
        if next == UInt8(ascii: "(") { return try group(depth: depth, insideValue: insideValue) }
        if passWord("not") {
            passSpaces()
            guard next == UInt8(ascii: "(") else { throw error(.groupExpected) }
            return .not(try group(depth: depth, insideValue: insideValue))
        }
        return try expression(depth: depth, insideValue: insideValue)
    }

    private mutating func group(depth: Int, insideValue: Bool) throws(FilterError) -> Filter {
        guard depth > 0 else { throw error(.tooDeep) }
        position += 1
        let filter = try alternatives(depth: depth - 1, insideValue: insideValue)
        try close(with: UInt8(ascii: ")"))
        return filter
    }

    private mutating func close(with byte: UInt8) throws(FilterError) {
        passSpaces()
        guard next == byte else { throw error(next == nil ? .unexpectedEnd : .closingExpected) }
        position += 1
    }

    // MARK: Expressions

    private mutating func expression(depth: Int, insideValue: Bool) throws(FilterError) -> Filter {
        let start = position
        let word = passWord()
        guard let path = AttributePath(word) else {
            throw FilterError(next == nil && word.isEmpty ? .unexpectedEnd : .attributeExpected, at: start)
        }
        if next == UInt8(ascii: "[") {
            guard !insideValue else { throw error(.nestedValuePath) }
            guard depth > 0 else { throw error(.tooDeep) }
            position += 1
            let filter = try alternatives(depth: depth - 1, insideValue: true)
            try close(with: UInt8(ascii: "]"))
            return .valuePath(path, filter)
        }
        comparisons += 1
        guard comparisons <= Limits.scimFilterComparisons else { throw FilterError(.tooManyComparisons, at: start) }
        return try comparison(of: path)
    }

    private mutating func comparison(of path: AttributePath) throws(FilterError) -> Filter {
        passSpaces()
        let start = position
        let word = passWord().lowercased()
        if word.hasSameBytes(as: "pr") { return .present(path) }
        guard let comparison = Filter.Comparison.allCases.first(where: { $0.rawValue.hasSameBytes(as: word) }) else {
            throw FilterError(next == nil && word.isEmpty ? .unexpectedEnd : .operatorExpected, at: start)
        }
        passSpaces()
        let place = position
        let operand = try operand()
        switch operand {
        case .null, .bool:
            // RFC 7644 §3.4.2.2, table 3: what has no order isn't compared by it.
            guard comparison.isEquality else { throw FilterError(.unorderedType, at: place) }
        case .number, .string: break
        }
        return .comparison(path, comparison, operand)
    }

    /// One value of JSON that is no array and no object. Its end is found here, its form is `JSONReader`'s to judge.
    private mutating func operand() throws(FilterError) -> Filter.Operand {
        let start = position
        guard let first = next else { throw error(.unexpectedEnd) }
        if first == UInt8(ascii: "\"") { try passString() } else { _ = passWord() }
        let value: JSONValue
        do { value = try JSONReader.read(Array(bytes[start..<position]), limits: JSONLimits(depth: 0)) } catch {
            throw FilterError(.valueExpected, at: start)
        }
        switch value {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer, .number: return .number(value)
        case .string(let text): return .string(ExactText(text))
        case .array, .object: throw FilterError(.valueExpected, at: start)
        }
    }

    // MARK: Words

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func error(_ reason: FilterError.Reason) -> FilterError { FilterError(reason, at: position) }

    private mutating func passSpaces() {
        while next == 0x20 { position += 1 }
    }

    /// Passes over a string with its quotation marks and escapes.
    private mutating func passString() throws(FilterError) {
        position += 1
        while let byte = next, byte != UInt8(ascii: "\"") { position += byte == UInt8(ascii: "\\") ? 2 : 1 }
        guard position < bytes.count else { throw FilterError(.unexpectedEnd, at: bytes.count) }
        position += 1
    }

    /// Passes over all up to a space or a bracket.
    private mutating func passWord() -> String {
        let start = position
        while let byte = next, !Self.endsWord(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Passes over this word, in any case, if it comes next.
    private mutating func passWord(_ word: String) -> Bool {
        let start = position
        passSpaces()
        if passWord().lowercased().hasSameBytes(as: word) { return true }
        position = start
        return false
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""): true
        default: false
        }
    }
}
