/// A number between texts, as text: six bits in each of a few characters that are seen.
enum PackedNumber {
    enum Width: Int {
        /// Up to 4,095.
        case short = 2
        /// Up to 262,143.
        case long = 3
        /// Up to 2^30 - 1: of what has no other bound.
        case whole = 5

        var maximum: Int { (1 << (6 * rawValue)) - 1 }
    }

    /// The first of 64 characters that stand together in ASCII.
    fileprivate static let first = UInt8(ascii: "0")

    static func append(_ number: Int, _ width: Width, to text: inout [UInt8]) {
        for place in (0..<width.rawValue).reversed() {
            text.append(first + UInt8(truncatingIfNeeded: number >> (6 * place) & 0x3F))
        }
    }
}

/// Reads what is packed, one thing after the other; `nil` where it ends, or is something else.
struct PackedReader {
    private let text: [UInt8]
    private var place = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func number(_ width: PackedNumber.Width) -> Int? {
        guard width.rawValue <= text.count - place else { return nil }
        var number = 0
        for digit in place..<(place + width.rawValue) {
            guard text[digit] >= PackedNumber.first, text[digit] < PackedNumber.first + 64 else { return nil }
            number = number << 6 | Int(text[digit] - PackedNumber.first)
        }
        place += width.rawValue
        return number
    }

    /// Goes past so many octets, and says whether they are there.
    mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, count <= text.count - place else { return false }
        place += count
        return true
    }

    var isAtEnd: Bool { place == text.count }

    mutating func octet() -> UInt8? { octets(1)?.first }

    /// A text with its length before it.
    mutating func string() -> String? {
        number(.whole).flatMap { octets($0) }.flatMap { String(validating: $0, as: UTF8.self) }
    }

    mutating func octets(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= text.count - place else { return nil }
        defer { place += count }
        return text[place..<(place + count)]
    }
}
