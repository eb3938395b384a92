/// The form of the short names that officials write in policies and imports: lower-case ASCII letters,
/// digits, `-` and `_`, a letter first, at most 64 characters.
package enum Slug {
    package static func isValid(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first), text.utf8.count <= 64 else {
            return false
        }
        return text.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
        }
    }
}
