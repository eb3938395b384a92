/// Base32 without padding: RFC 4648 §6, as the secrets are written that people read and type.
///
/// Reads only what it would write itself: small letters, padding, white space, and spare bits that aren't zero are
/// refused. Whoever reads what a person has typed folds that first.
package enum Base32 {
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count / 5 * 8 + 8)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                output.append(character(of: buffer >> bits & 0x1F))
            }
        }
        if bits > 0 { output.append(character(of: buffer << (5 - bits) & 0x1F)) }
        return String(decoding: output, as: UTF8.self)
    }

    package static func decode(_ text: some StringProtocol) throws(Base32Error) -> [UInt8] {
        // What a last group of five bytes can't fill: it has two, four, five or seven characters.
        guard ![1, 3, 6].contains(text.utf8.count % 8) else { throw .invalidLength }
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count / 8 * 5 + 4)
        var buffer: UInt32 = 0
        var bits = 0
        for (offset, character) in text.utf8.enumerated() {
            guard let value = value(of: character) else { throw .invalidCharacter(offset: offset) }
            buffer = buffer << 5 | value
            bits += 5
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        guard buffer & ((1 << bits) - 1) == 0 else { throw .nonCanonical }
        return output
    }

    private static func character(of value: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value)
        return value < 26 ? UInt8(ascii: "A") + value : UInt8(ascii: "2") + (value - 26)
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "2")...UInt8(ascii: "7"): UInt32(character - UInt8(ascii: "2")) + 26
        default: nil
        }
    }
}

/// It fails in the ways of its larger sisters.
package typealias Base32Error = Base64Error
