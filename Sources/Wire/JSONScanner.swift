/// The words of JSON under `JSONReader`: white space, literals, strings and numbers, one after the other.
///
/// It never looks behind the end: `next` is `nil` there, and every loop stops at it.
struct JSONScanner {
    private let bytes: [UInt8]
    /// The byte that comes next, counted from 0; never beyond the end.
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The byte that comes next; `nil` at the end.
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Passes over white space (RFC 8259 §2) and looks at what comes then.
    mutating func nextSignificant() -> UInt8? {
        while let byte = next {
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position += 1
        }
        return nil
    }

    /// Passes over the byte that `nextSignificant` has shown.
    mutating func advance() {
        position = min(position + 1, bytes.count)
    }

    func error(_ reason: JSONError.Reason) -> JSONError { JSONError(reason, offset: position) }

    /// The error for a byte that isn't allowed here, or for the end if it comes too early.
    func unexpected() -> JSONError { error(next == nil ? .unexpectedEnd : .unexpectedByte) }

    mutating func readLiteral(_ literal: StaticString) throws(JSONError) {
        for index in 0..<literal.utf8CodeUnitCount {
            guard next == literal.utf8Start[index] else { throw unexpected() }
            position += 1
        }
    }
}

// MARK: Strings (RFC 8259 §7)

extension JSONScanner {
    /// Reads a string, with `next` on its opening quotation mark.
    mutating func readString() throws(JSONError) -> String {
        let opening = position
        position += 1
        // Most of them are ASCII, and good as they are.
        if let plain = plainString() {
            position = plain.end + 1
            return plain.text
        }
        var unescaped: [UInt8] = []
        var start = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let end = position
                position += 1
                if unescaped.isEmpty { return try Self.text(bytes[start..<end], at: opening) }
                unescaped += bytes[start..<end]
                return try Self.text(unescaped[...], at: opening)
            case UInt8(ascii: "\\"):
                unescaped += bytes[start..<position]
                try readEscape(into: &unescaped)
                start = position
            case 0x00...0x1F:
                throw error(.controlCharacter)
            default: position += 1
            }
        }
        throw error(.unexpectedEnd)
    }

    /// A string of ASCII without escapes that begins at `position`, and where its closing quotation mark is; `nil` for any
    /// other.
    private func plainString() -> (text: String, end: Int)? {
        let bytes = bytes.span
        guard let end = (position..<bytes.count).first(where: { !Self.isPlain(bytes[$0]) }),
            bytes[end] == UInt8(ascii: "\"")
        else { return nil }
        // Each byte was just looked at.
        let utf8 = unsafe UTF8Span(unchecked: bytes.extracting(position..<end), isKnownASCII: true)
        return (String(copying: utf8), end)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The text of a string whose escapes are resolved. An escape gives a whole sequence of UTF-8, so it
    /// can't make a broken one before it or behind it good.
    private static func text(_ utf8: ArraySlice<UInt8>, at offset: Int) throws(JSONError) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else {
            throw JSONError(.invalidUTF8, offset: offset)
        }
        // The first of them, U+FDD0, begins with 0xEF in UTF-8: most texts have no byte as high.
        guard !utf8.contains(where: { $0 >= 0xEF }) || !text.unicodeScalars.contains(where: isNoncharacter) else {
            throw JSONError(.noncharacter, offset: offset)
        }
        return text
    }

    /// The 66 noncharacters of the Unicode Standard, §23.7.
    private static func isNoncharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar.value)
    }

    private mutating func readEscape(into unescaped: inout [UInt8]) throws(JSONError) {
        let backslash = position
        position += 1
        guard let letter = next else { throw error(.unexpectedEnd) }
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(letter)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            unescaped += String(try readEscapedScalar(backslash: backslash)).utf8
            return
        default: throw JSONError(.invalidEscape, offset: backslash)
        }
        position += 1
    }

    /// Reads the digits of `\uXXXX`, and the second escape that a high surrogate needs.
    private mutating func readEscapedScalar(backslash: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try readFourHexDigits(backslash: backslash)
        if let scalar = Unicode.Scalar(first) { return scalar }
        let lone = JSONError(.loneSurrogate, offset: backslash)
        guard UTF16.isLeadSurrogate(first), next == UInt8(ascii: "\\") else { throw lone }
        position += 1
        guard next == UInt8(ascii: "u") else { throw lone }
        position += 1
        let second = try readFourHexDigits(backslash: backslash)
        guard UTF16.isTrailSurrogate(second) else { throw lone }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func readFourHexDigits(backslash: Int) throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = next else { throw error(.unexpectedEnd) }
            guard let nibble = hexDigitValue(digit) else {
                throw JSONError(.invalidEscape, offset: backslash)
            }
            value = value << 4 | UInt16(nibble)
            position += 1
        }
        return value
    }
}

// MARK: Numbers (RFC 8259 §6)

extension JSONScanner {
    /// Reads a number, with `next` on its sign or first digit.
    mutating func readNumber() throws(JSONError) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let leadingZero = next == UInt8(ascii: "0")
        let (digits, significant) = passDigits()
        var isNonzero = significant
        guard digits == 1 || digits > 1 && !leadingZero else {
            throw JSONError(.invalidNumber, offset: start)
        }

        var isInteger = true
        if next == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            let (digits, significant) = passDigits()
            isNonzero = isNonzero || significant
            guard digits > 0 else { throw JSONError(.invalidNumber, offset: start) }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard passDigits().count > 0 else { throw JSONError(.invalidNumber, offset: start) }
        }

        let outOfRange = JSONError(.numberOutOfRange, offset: start)
        guard position - start <= Limits.jsonNumberBytes else { throw outOfRange }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger {
            guard let integer = Int64(text) else { throw outOfRange }
            return .integer(integer)
        }
        guard let number = Double(text), number.isFinite, number != 0 || !isNonzero else { throw outOfRange }
        return .number(number)
    }

    /// Passes over decimal digits: how many, and whether one of them isn't zero.
    private mutating func passDigits() -> (count: Int, nonzero: Bool) {
        let start = position
        var nonzero = false
        while let digit = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            nonzero = nonzero || digit != UInt8(ascii: "0")
            position += 1
        }
        return (position - start, nonzero)
    }
}
