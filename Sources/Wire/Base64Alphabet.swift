/// One of the two alphabets of RFC 4648 with its padding rule, and the coding that they share.
struct Base64Alphabet: Sendable {
    /// RFC 4648 §4, padded.
    static let standard = Base64Alphabet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", isPadded: true)
    /// RFC 4648 §5, never padded.
    static let urlSafe = Base64Alphabet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", isPadded: false)

    /// The character for each of the 64 values.
    private let characters: StaticString
    /// The value of each of the 256 bytes; `noValue` for those outside the alphabet.
    private let values: [UInt8]
    private let isPadded: Bool

    private static let noValue: UInt8 = 0xFF
    private static let padding = UInt8(ascii: "=")

    private init(_ characters: StaticString, isPadded: Bool) {
        var values = [UInt8](repeating: Self.noValue, count: 256)
        for value in 0..<64 { values[Int(characters.utf8Start[value])] = UInt8(value) }
        self.characters = characters
        self.values = values
        self.isPadded = isPadded
    }

    func encode(_ bytes: some Collection<UInt8>) -> String {
        withSpan(of: bytes) { bytes in
            String(unsafeUninitializedCapacity: length(of: bytes)) { buffer in
                var output = OutputSpan(buffer: buffer, initializedCount: 0)
                write(bytes, to: &output)
                return output.finalize(for: buffer)
            }
        }
    }

    func append(_ bytes: some Collection<UInt8>, to output: inout [UInt8]) {
        withSpan(of: bytes) { bytes in
            output.append(addingCapacity: length(of: bytes)) { output in write(bytes, to: &output) }
        }
    }

    /// Of bytes that lie side by side: every token and every cookie goes through here, and an iterator of a generic
    /// collection allocates for each byte.
    private func withSpan<Result>(of bytes: some Collection<UInt8>, _ body: (Span<UInt8>) -> Result) -> Result {
        bytes.withContiguousStorageIfAvailable { body($0.span) } ?? body(Array(bytes).span)
    }

    /// At most.
    private func length(of bytes: Span<UInt8>) -> Int { (bytes.count + 2) / 3 * 4 }

    private func write(_ bytes: Span<UInt8>, to output: inout OutputSpan<UInt8>) {
        var place = 0
        while place + 3 <= bytes.count {
            let group = UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2])
            append(group, 4, to: &output)
            place += 3
        }
        switch bytes.count - place {
        case 1: append(UInt32(bytes[place]) << 16, 2, to: &output)
        case 2: append(UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8, 3, to: &output)
        default: break
        }
    }

    /// The first so many characters of a group of 24 bits.
    private func append(_ group: UInt32, _ count: Int, to output: inout OutputSpan<UInt8>) {
        let characters = characters.utf8Start
        output.append(characters[Int(group >> 18 & 0x3F)])
        output.append(characters[Int(group >> 12 & 0x3F)])
        if count > 2 { output.append(characters[Int(group >> 6 & 0x3F)]) }
        if count > 3 { output.append(characters[Int(group & 0x3F)]) }
        if isPadded, count < 4 { for _ in count..<4 { output.append(Self.padding) } }
    }

    func decode(_ text: [UInt8]) throws(Base64Error) -> [UInt8] {
        let slice = try withoutPadding(text)
        let digits = slice.span
        let rest = digits.count % 4
        guard rest != 1 else { throw .invalidLength }
        for offset in digits.indices where values[Int(digits[offset])] == Self.noValue {
            throw .invalidCharacter(offset: offset)
        }
        // Two digits are one byte and four bits, three are two bytes and two bits.
        guard rest == 0 || group(digits, digits.count - rest, rest) & (rest == 2 ? 0xFFFF : 0xFF) == 0 else {
            throw .nonCanonical
        }
        return [UInt8](capacity: digits.count / 4 * 3 + 2) { output in
            var place = 0
            while place < digits.count {
                let count = min(4, digits.count - place)
                let group = group(digits, place, count)
                output.append(UInt8(truncatingIfNeeded: group >> 16))
                if count > 2 { output.append(UInt8(truncatingIfNeeded: group >> 8)) }
                if count > 3 { output.append(UInt8(truncatingIfNeeded: group)) }
                place += count
            }
        }
    }

    /// So many digits as the upper bits of a group of 24.
    private func group(_ digits: Span<UInt8>, _ place: Int, _ count: Int) -> UInt32 {
        var group: UInt32 = 0
        for offset in place..<place + count { group = group << 6 | UInt32(values[Int(digits[offset])]) }
        return group << (6 * UInt32(4 - count))
    }

    /// Takes the one or two `=` off the end, if this alphabet has them. Any others stay, and are refused as
    /// characters.
    private func withoutPadding(_ text: [UInt8]) throws(Base64Error) -> ArraySlice<UInt8> {
        guard isPadded else { return text[...] }
        guard text.count % 4 == 0 else { throw .invalidLength }
        let padding = text.suffix(2).reversed().prefix { $0 == Self.padding }.count
        return text.dropLast(padding)
    }
}
