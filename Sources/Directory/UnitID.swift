/// The agency's electronic id of a unit of the city (mã định danh điện tử của cơ quan): a letter and digits
/// in dotted levels, `H57.05.01`, of which `H57` is Huế.
///
/// The old form, read from right to left and padded with noughts (`000.00.05.H57`), is accepted and kept in
/// the new one. The levels say nothing about the unit's place in the tree: units move, and keep their id. An id is
/// never given to another unit.
package struct UnitID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` unless the text is such an id of at most 64 characters, in the new or the old form.
    package init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        // Bytes in one piece are soonest read.
        var text = text
        if text.withUTF8(Self.isNewForm) {
            self.text = text
            return
        }
        let levels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard levels.count > 1, let last = levels.last, Self.isNewForm(last.utf8),
            levels.dropLast().allSatisfy(Self.isLevel)
        else { return nil }
        let padding = levels.prefix { $0.utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
        self.text = levels.dropFirst(padding.count).reversed().joined(separator: ".")
    }

    package var description: String { text }

    /// A letter and digits, then levels of digits; in one pass, since every request brings some.
    private static func isNewForm(_ text: some Sequence<UInt8>) -> Bool {
        var isFirst = true
        var digits = 0
        for character in text {
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                guard isFirst else { return false }
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard !isFirst else { return false }
                digits += 1
            case UInt8(ascii: "."):
                guard digits > 0 else { return false }
                digits = 0
            default: return false
            }
            isFirst = false
        }
        return digits > 0
    }

    private static func isLevel(_ level: Substring) -> Bool {
        !level.isEmpty && level.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
