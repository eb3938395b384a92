/// The form of the short names that officials write in policies and imports: lower-case ASCII letters,
/// digits, `-` and `_`, a letter first, at most 64 characters.
package enum Slug {
    package static let maximumLength = 64

    package static func isValid(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= maximumLength else { return false }
        var place = 0
        for character in text.utf8 {
            guard allows(character, at: place) else { return false }
            place += 1
        }
        return true
    }

    /// Whether a character is allowed at a place of a short name.
    package static func allows(_ character: UInt8, at place: Int) -> Bool {
        switch character {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): place > 0
        default: false
        }
    }
}
