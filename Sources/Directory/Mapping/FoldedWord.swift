import Wire

/// A word or a phrase as people compare it: case, spaces and the place of a tone don't count, so that "Chánh Thanh Tra"
/// is "chánh thanh tra" and "Phó Chủ tịch xã Hòa" is "Phó Chủ tịch xã Hoà".
///
/// The mark of a tone goes to the end of its syllable: where it stands over "oa", "oe" and "uy" is a habit, not a
/// difference. Marks that make another letter (â, ơ, đ) stay where they are.
package struct FoldedWord: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        var folded = String.UnicodeScalarView()
        var tone: Unicode.Scalar?
        for scalar in text.withASCIISpaces.lowercased().scalarsInNFD {
            if Self.tones.contains(scalar) {
                tone = scalar
                continue
            }
            let isInside = scalar.properties.isAlphabetic || scalar.properties.canonicalCombiningClass != .notReordered
            if !isInside {
                if let tone { folded.append(tone) }
                tone = nil
            }
            let isSpace = scalar.properties.isWhitespace
            if !isSpace || !(folded.isEmpty || folded.last == " ") { folded.append(isSpace ? " " : scalar) }
        }
        if let tone { folded.append(tone) }
        if folded.last == " " { folded.removeLast() }
        self.text = String(folded)
    }

    /// Huyền, sắc, hỏi, ngã, nặng.
    private static let tones: Set<Unicode.Scalar> = ["\u{300}", "\u{301}", "\u{309}", "\u{303}", "\u{323}"]
}
