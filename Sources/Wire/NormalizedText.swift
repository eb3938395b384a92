// The standard library normalises for its own comparisons and offers it to nobody yet. What it keeps for its siblings
// (Foundation and the regular expressions use it) saves a Unicode table of our own; if it ever goes, this file doesn't
// compile, and nothing else has to change.
@_spi(_Unicode) import Swift

extension String {
    /// The same text in Unicode's Normalization Form C (UAX #15).
    ///
    /// For what people type and is then compared by bytes or hashed: one keyboard sends "ờ" as one scalar, another as
    /// "o" and two marks, and nobody sees the difference. Never for texts of the protocol, which are their bytes.
    package var normalizedToNFC: String {
        var scalars = UnicodeScalarView()
        scalars.append(contentsOf: _nfc)
        return String(scalars)
    }

    /// The scalars of Normalization Form D, in which a letter and its marks stand apart: for comparisons that look at marks.
    package var scalarsInNFD: [Unicode.Scalar] { Array(_nfd) }
}

extension String {
    /// With ASCII's space in the place of every other space that a keyboard or a copied text has (RFC 8265 §4.2.2): who
    /// sees U+00A0 or U+3000 takes it for one.
    package var withASCIISpaces: String {
        guard utf8.contains(where: { $0 >= 0x80 }) else { return self }
        var text = ""
        text.unicodeScalars.append(
            contentsOf: unicodeScalars.map { $0.properties.generalCategory == .spaceSeparator ? " " : $0 })
        return text
    }

    /// With ASCII's letters, digits and signs in the place of their full-width forms, which East Asian keyboards send
    /// (width mapping: RFC 8265 §3.3.2, RFC 8264 §5.2.1).
    package var withASCIIWidths: String {
        guard utf8.contains(where: { $0 >= 0x80 }) else { return self }
        var text = ""
        text.unicodeScalars.append(
            contentsOf: unicodeScalars.map { scalar in
                (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
            })
        return text
    }

    /// Without the white space around it.
    package var withoutSpaceAround: String {
        let isTight = { (octet: UInt8?) in octet.map { (0x21...0x7E).contains($0) } ?? true }
        if isTight(utf8.first), isTight(utf8.last) { return self }
        let isSpace = { (scalar: Unicode.Scalar?) in scalar?.properties.isWhitespace ?? false }
        guard isSpace(unicodeScalars.first) || isSpace(unicodeScalars.last) else { return self }
        var scalars = unicodeScalars[...].drop(while: \.properties.isWhitespace)
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return String(scalars)
    }
}
