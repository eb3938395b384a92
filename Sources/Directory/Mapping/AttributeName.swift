/// The name of an attribute in a directory: a short name or an object identifier, with options or without
/// (`description;lang-vi`: RFC 4512 §2.5). Case doesn't count; it's kept in lower case.
///
/// What isn't of this form can't be made, so a mapping never brings anything else into a filter.
package struct AttributeName: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` for anything else, and for what is longer than 128 characters.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 128, let name = parts.first, Self.isDescriptor(name) || Self.isNumeric(name),
            parts.dropFirst().allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isKeyCharacter) })
        else { return nil }
        self.text = text.lowercased()
    }

    /// The name without its options.
    package var base: Substring { text.prefix { $0 != ";" } }

    package var hasOptions: Bool { text.utf8.contains(UInt8(ascii: ";")) }

    package var description: String { text }

    static let objectClass = AttributeName(known: "objectclass")
    static let member = AttributeName(known: "member")

    private init(known text: String) { self.text = text }

    private static func isDescriptor(_ name: Substring.UTF8View.SubSequence) -> Bool {
        guard let first = name.first, isLetter(first) else { return false }
        return name.allSatisfy(isKeyCharacter)
    }

    private static func isNumeric(_ name: Substring.UTF8View.SubSequence) -> Bool {
        let arcs = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return arcs.count > 1 && arcs.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
    }

    private static func isKeyCharacter(_ octet: UInt8) -> Bool {
        isLetter(octet) || isDigit(octet) || octet == UInt8(ascii: "-")
    }

    private static func isLetter(_ octet: UInt8) -> Bool { (0x61...0x7A).contains(octet | 0x20) }
    private static func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }
}
