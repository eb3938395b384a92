/// The agency's electronic id of a unit of the city (mã định danh điện tử của cơ quan): a letter and digits
/// in dotted levels, `H57.05.01`, of which `H57` is Huế.
///
/// The old form, read from right to left and padded with noughts (`000.00.05.H57`), is accepted and kept in
/// the new one. The levels say nothing about where the unit stands: units move, and keep their id. An id is
/// never given to another unit.
package struct UnitID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` unless the text is such an id of at most 64 characters, in the new or the old form.
    package init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        let levels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let first = levels.first, let last = levels.last else { return nil }
        if Self.isRoot(first), levels.dropFirst().allSatisfy(Self.isLevel) {
            self.text = text
        } else if levels.count > 1, Self.isRoot(last), levels.dropLast().allSatisfy(Self.isLevel) {
            let padding = levels.prefix { $0.utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
            self.text = levels.dropFirst(padding.count).reversed().joined(separator: ".")
        } else {
            return nil
        }
    }

    package var description: String { text }

    private static func isRoot(_ level: Substring) -> Bool {
        guard let letter = level.utf8.first, (0x41...0x5A).contains(letter) else { return false }
        let digits = level.utf8.dropFirst()
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isLevel(_ level: Substring) -> Bool {
        !level.isEmpty && level.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
