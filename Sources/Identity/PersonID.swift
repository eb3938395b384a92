/// The opaque name of a person inside this system: 128 random bits, written as 26 characters of lower-case base32.
///
/// It says nothing about the person, is never given to another one, and never leaves the system: relying parties see
/// a pairwise `sub` in its place (OpenID Connect Core §8.1).
package struct PersonID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Makes an id of 16 fresh random bytes; `nil` for any other count.
    package init?(random bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        var text = ""
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = (buffer << 8 | UInt32(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.unicodeScalars.append(Self.alphabet[Int(buffer >> UInt32(bits)) & 31])
            }
        }
        text.unicodeScalars.append(Self.alphabet[Int(buffer << UInt32(5 - bits)) & 31])
        self.text = text
    }

    /// Reads an id that was written before; `nil` for anything else. The last character has only three bits of the id;
    /// its others are zero, so that an id has one spelling.
    package init?(_ text: String) {
        guard text.utf8.count == 26, text.unicodeScalars.allSatisfy(Self.alphabet.contains),
            let last = text.unicodeScalars.last, let value = Self.alphabet.firstIndex(of: last), value % 4 == 0
        else { return nil }
        self.text = text
    }

    package var description: String { text }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".unicodeScalars)
}
