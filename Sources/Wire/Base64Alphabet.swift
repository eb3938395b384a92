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

    func encode(_ bytes: Span<UInt8>) -> String {
        String(unsafeUninitializedCapacity: length(of: bytes)) { write(bytes, to: $0) }
    }

    /// Of bytes that lie side by side no copy is made: they may be a secret.
    func encode(_ bytes: some Collection<UInt8>) -> String {
        bytes.withContiguousStorageIfAvailable { encode($0.span) } ?? encode(Array(bytes).span)
    }

    func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        output.append(addingCapacity: length(of: bytes)) { output in
            output.withUnsafeMutableBufferPointer { buffer, count in count = write(bytes, to: buffer) }
        }
    }

    /// At most.
    private func length(of bytes: Span<UInt8>) -> Int { (bytes.count + 2) / 3 * 4 }

    /// - Parameter output: has room for all.
    /// - Returns: how many characters were written.
    private func write(_ bytes: Span<UInt8>, to output: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let characters = characters.utf8Start
        var (place, length) = (0, 0)
        while place + 3 <= bytes.count {
            let group = UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2])
            output[length] = characters[Int(group >> 18)]
            output[length + 1] = characters[Int(group >> 12 & 0x3F)]
            output[length + 2] = characters[Int(group >> 6 & 0x3F)]
            output[length + 3] = characters[Int(group & 0x3F)]
            place += 3
            length += 4
        }
        let rest = bytes.count - place
        guard rest > 0 else { return length }
        // One byte is two characters, and two are three.
        let group = UInt32(bytes[place]) << 16 | (rest == 2 ? UInt32(bytes[place + 1]) << 8 : 0)
        for character in 0..<(isPadded ? 4 : rest + 1) {
            let isPadding = character > rest
            output[length] = isPadding ? Self.padding : characters[Int(group >> (18 - 6 * UInt32(character)) & 0x3F)]
            length += 1
        }
        return length
    }

    func decode(_ text: some StringProtocol) throws(Base64Error) -> [UInt8] {
        // A part of a text is copied byte by byte otherwise.
        try decode(text.utf8.withContiguousStorageIfAvailable(Array.init) ?? Array(text.utf8))
    }

    private func decode(_ text: [UInt8]) throws(Base64Error) -> [UInt8] {
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
