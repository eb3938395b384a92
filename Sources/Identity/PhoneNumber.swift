/// A telephone number as E.164 writes it, `+84905123456`: what the claim `phone_number` is to be (OpenID Connect Core
/// §5.1).
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Reads a number with its country's code, or one of Vietnam that begins with 0; spaces, dots, hyphens and brackets
    /// between the digits are how people write it. `nil` for anything else.
    package init?(_ text: String) {
        let written = text.unicodeScalars.filter { !$0.properties.isWhitespace && !Self.separators.contains($0) }
        var digits = written[...]
        let isInternational = digits.first == "+"
        if isInternational { digits.removeFirst() }
        guard digits.allSatisfy({ ("0"..."9").contains($0) }), let first = digits.first else { return nil }
        let number: String
        if isInternational {
            guard first != "0" else { return nil }
            number = String(String.UnicodeScalarView(digits))
        } else {
            guard first == "0", digits.count >= 10 else { return nil }
            number = "84" + String(String.UnicodeScalarView(digits.dropFirst()))
        }
        // E.164 §6.1: at most fifteen digits; no country has numbers of fewer than seven with its code.
        guard (7...15).contains(number.utf8.count) else { return nil }
        self.text = "+" + number
    }

    package var description: String { text }

    private static let separators: Set<Unicode.Scalar> = [".", "-", "(", ")"]
}
