import Cryptography
import Wire

/// A random secret that people keep on paper and type once: Base32 in groups, as `ABCD-EFGH-…`.
///
/// What it is for is a type of its own, so that one kind can't be taken for another. We keep its SHA-256: a slow hash
/// makes up for what people's passwords lack in chance, and here nothing is lacking. To find one code of 80 random bits
/// by its hash takes 2^79 attempts: at a million million a second, 19,000 years.
package struct WrittenCode<Kind: WrittenCodeKind>: Sendable {
    /// Without hyphens.
    private let characters: String

    /// More than anybody types, with all spaces and hyphens.
    private static var maximumBytes: Int { 256 }

    package init(random: any RandomSource) {
        // Five bits a character. When the last byte isn't used up, the characters kept are as random as the others.
        let bytes = random.bytes((Kind.length * 5 + 7) / 8)
        characters = String(Base32.encode(bytes).prefix(Kind.length))
    }

    /// Reads what was typed, in either case, with whatever spaces and hyphens, and with the digits that Base32 doesn't
    /// have as the letters that people took for them: 0 as O, 1 as I, 8 as B. `nil` for what we can't have made.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumBytes else { return nil }
        var characters: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "A"..."Z", "2"..."7": characters.append(UInt8(truncatingIfNeeded: scalar.value))
            case "a"..."z": characters.append(UInt8(truncatingIfNeeded: scalar.value) - 0x20)
            case "0": characters.append(UInt8(ascii: "O"))
            case "1": characters.append(UInt8(ascii: "I"))
            case "8": characters.append(UInt8(ascii: "B"))
            default:
                let isHyphen = scalar.properties.generalCategory == .dashPunctuation || scalar == "\u{2212}"
                guard isHyphen || scalar.properties.isWhitespace else { return nil }
            }
        }
        guard characters.count == Kind.length else { return nil }
        self.characters = String(decoding: characters, as: UTF8.self)
    }

    /// As it is shown to its owner, once.
    package var text: String { characters.inGroups(of: Kind.groupLength, separator: "-") }

    /// What is stored. The kind is part of it, so that a code of another kind is unknown.
    package var hash: String {
        Base64URL.encode(SHA2.sha256(Array("\(Kind.name)\u{0}\(characters)".utf8)))
    }

    /// Whether this is the code whose hash was stored, in a time that doesn't depend on where they differ.
    package func matches(_ storedHash: String) -> Bool {
        constantTimeEqual(hash, storedHash)
    }
}

/// What a code on paper is for.
package protocol WrittenCodeKind: Sendable {
    /// Part of what is hashed.
    static var name: String { get }
    /// In characters of five bits.
    static var length: Int { get }
    static var groupLength: Int { get }
}

extension String {
    /// The same ASCII characters with a separator after each group.
    func inGroups(of length: Int, separator: String) -> String {
        var text = ""
        for (place, character) in unicodeScalars.enumerated() {
            if place > 0, place.isMultiple(of: length) { text += separator }
            text.unicodeScalars.append(character)
        }
        return text
    }
}
