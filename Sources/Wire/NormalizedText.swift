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
}
