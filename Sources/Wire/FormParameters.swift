/// The parameters of a form body or a query: `application/x-www-form-urlencoded` (RFC 6749 Appendix B), read
/// strictly.
///
/// Names and values in the order in which they came, compared by their bytes. Refused: percent signs without
/// two digits, bytes that ought to be percent-encoded, anything that doesn't decode to UTF-8, NUL, and
/// whatever passes the limits. A piece without `=` is a name with an empty value, an empty piece (`a=1&&b=2`)
/// is passed over, and a space that wasn't encoded is one (oidc-agent sends its scopes so): the WHATWG URL
/// Standard §5.1 says all three.
package struct FormParameters: Sendable {
    package typealias Pair = (name: String, value: String)

    /// Every parameter, repeated and unknown ones too, in order.
    package let pairs: [Pair]

    /// Reads the body of a request.
    package init(parsing bytes: [UInt8], limits: FormLimits = .default) throws(FormError) {
        guard bytes.count <= limits.bytes else { throw .tooLarge }
        var pairs: [Pair] = []
        var start = 0
        let span = bytes.span
        while start < bytes.count {
            let end = span.firstIndex(of: UInt8(ascii: "&"), from: start) ?? bytes.count
            if start < end {
                guard pairs.count < limits.parameters else { throw .tooManyParameters }
                let equals = span.extracting(..<end).firstIndex(of: UInt8(ascii: "="), from: start) ?? end
                let name = try Self.decode(
                    bytes[start..<equals], limit: limits.nameBytes, beyond: .nameTooLong)
                let value = try Self.decode(
                    bytes[equals..<end].dropFirst(), limit: limits.valueBytes, beyond: .valueTooLong)
                pairs.append((name, value))
            }
            start = end + 1
        }
        self.pairs = pairs
    }

    /// Reads the query of a URI, still encoded, without its "?".
    package init(query: String, limits: FormLimits = .query) throws(FormError) {
        try self.init(parsing: Array(query.utf8), limits: limits)
    }

    /// Reads one value by itself, as it would stand in a body. What would end it there, `&`, is its caller's to refuse.
    package static func value(_ bytes: ArraySlice<UInt8>) throws(FormError) -> String {
        try decode(bytes, limit: FormLimits.default.valueBytes, beyond: .valueTooLong)
    }

    /// Parameters of our own making, to be written.
    package init(_ pairs: [(String, String)]) {
        self.pairs = pairs.map { (name: $0.0, value: $0.1) }
    }

    private init(pairs: [Pair]) {
        self.pairs = pairs
    }

    /// The names, each once, in the order in which they first came.
    package var names: [String] {
        var seen: Set<ExactText> = []
        return pairs.compactMap { seen.insert(ExactText($0.name)).inserted ? $0.name : nil }
    }

    /// Those of these names that say something, in their order.
    package func keeping(_ names: [String]) -> FormParameters {
        FormParameters(
            pairs: pairs.filter { pair in !pair.value.isEmpty && names.contains { $0.hasSameBytes(as: pair.name) } })
    }

    /// Every value of a parameter, in order, empty ones left out.
    package func all(_ name: String) -> [String] {
        pairs.filter { $0.name.hasSameBytes(as: name) && !$0.value.isEmpty }.map(\.value)
    }

    /// The value of a parameter that may occur once.
    ///
    /// `nil` when it is absent, and when it is empty, which means the same (RFC 6749 §3.1). A repeated one is
    /// refused even if all but one are empty: two readers could disagree which one counts.
    package func single(_ name: String) throws(FormError) -> String? {
        var found: Int?
        for index in pairs.indices where pairs[index].name.hasSameBytes(as: name) {
            guard found == nil else { throw .repeated(name) }
            found = index
        }
        return found.flatMap { pairs[$0].value.isEmpty ? nil : pairs[$0].value }
    }
}

extension FormParameters {
    private static func decode(
        _ bytes: ArraySlice<UInt8>, limit: Int, beyond tooLong: FormError
    ) throws(FormError) -> String {
        // Most values, and the long ones, are as they stand.
        if bytes.count <= limit, bytes.allArePlain { return String(decoding: bytes, as: UTF8.self) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(min(bytes.count, limit))
        var isASCII = true
        var position = bytes.startIndex
        while position < bytes.endIndex {
            guard decoded.count < limit else { throw tooLong }
            switch bytes[position] {
            case UInt8(ascii: "%"):
                guard bytes.endIndex - position > 2,
                    let high = hexDigitValue(bytes[position + 1]),
                    let low = hexDigitValue(bytes[position + 2])
                else { throw .invalidPercentEncoding(offset: position) }
                guard high | low != 0 else { throw .nul }
                isASCII = isASCII && high < 8
                decoded.append(high << 4 | low)
                position += 3
            case UInt8(ascii: "+"), UInt8(ascii: " "):
                decoded.append(UInt8(ascii: " "))
                position += 1
            case UInt8(ascii: "#"), 0x00...0x1F, 0x7F...0xFF:
                throw .invalidCharacter(offset: position)
            case let byte:
                decoded.append(byte)
                position += 1
            }
        }
        // What needs no look at its UTF-8 is nearly all.
        if isASCII { return String(decoding: decoded, as: UTF8.self) }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw .invalidUTF8 }
        return text
    }
}

extension ArraySlice<UInt8> {
    /// Whether each stands for itself, in ASCII.
    fileprivate var allArePlain: Bool {
        span.allSatisfy { eight in
            eight.areASCII && !eight.holdLess(than: 0x21) && !eight.hold(0x7F) && !eight.hold(UInt8(ascii: "#"))
                && !eight.hold(UInt8(ascii: "%")) && !eight.hold(UInt8(ascii: "+"))
        }
    }
}

extension FormParameters {
    /// The parameters as a query or body: everything but letters, digits and `*-._` percent-encoded, a space
    /// as `+`.
    package func encoded() -> String { encoded(leaving: .plain) }

    /// The parameters as a query that we read again ourselves: as short as RFC 3986 §3.4 allows. What is stored and what
    /// stands in our own links is written so, that it isn't longer than what came.
    package func compactlyEncoded() -> String { encoded(leaving: .plainInQueries) }

    /// Whether they are at most so many bytes as `compactlyEncoded` writes them. Most are so short that nothing has to be written to
    /// know.
    package func areCompactlyEncoded(within bytes: Int) -> Bool {
        longestEncoding <= bytes || compactlyEncoded().utf8.count <= bytes
    }

    /// How many bytes they are at most, whatever is percent-encoded.
    private var longestEncoding: Int {
        pairs.count * 2 + pairs.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count } * 3
    }

    /// - Parameter plain: what isn't percent-encoded.
    private func encoded(leaving plain: ASCIISet) -> String {
        let output = [UInt8](capacity: longestEncoding) { output in
            for index in pairs.indices {
                if index > 0 { output.append(UInt8(ascii: "&")) }
                Self.encode(pairs[index].name, leaving: plain, to: &output)
                output.append(UInt8(ascii: "="))
                Self.encode(pairs[index].value, leaving: plain, to: &output)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func encode(_ text: String, leaving plain: ASCIISet, to output: inout OutputSpan<UInt8>) {
        let digits: StaticString = "0123456789ABCDEF"
        let bytes = text.utf8Span.span
        for place in bytes.indices {
            let byte = bytes[place]
            if plain.contains(byte) {
                output.append(byte)
            } else if byte == UInt8(ascii: " ") {
                output.append(UInt8(ascii: "+"))
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(digits.utf8Start[Int(byte >> 4)])
                output.append(digits.utf8Start[Int(byte & 0x0F)])
            }
        }
    }
}

extension ASCIISet {
    fileprivate static let plain = ASCIISet("*-._")
    fileprivate static let plainInQueries = ASCIISet("*-._~!$(),;:@/?")
}

extension FormParameters: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        left.pairs.elementsEqual(right.pairs) {
            $0.name.hasSameBytes(as: $1.name) && $0.value.hasSameBytes(as: $1.value)
        }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(pairs.count)
        for pair in pairs {
            hasher.combine(ExactText(pair.name))
            hasher.combine(ExactText(pair.value))
        }
    }
}
