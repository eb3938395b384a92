import TestSupport
import Testing
import Wire

struct NormalizedTextTests {
    /// By bytes, as `==` takes the two spellings for the same.
    @Test(
        arguments: [
            ("", ""), ("Hue-2026!", "Hue-2026!"),
            // "Đường Huế", typed with dead marks, and with the marks in another order.
            ("\u{110}u\u{31B}o\u{31B}\u{300}ng Hue\u{302}\u{301}", "\u{110}\u{1B0}\u{1EDD}ng Hu\u{1EBF}"),
            ("\u{110}u\u{31B}o\u{300}\u{31B}ng Hu\u{EA}\u{301}", "\u{110}\u{1B0}\u{1EDD}ng Hu\u{1EBF}"),
            // UAX #15, figures 3, 4 and 5: singletons, composites, several marks.
            ("\u{212B}", "\u{C5}"), ("\u{2126}", "\u{3A9}"), ("\u{F4}", "\u{F4}"), ("o\u{302}", "\u{F4}"),
            ("\u{1E9B}\u{323}", "\u{1E9B}\u{323}"), ("d\u{307}\u{323}", "\u{1E0D}\u{307}"),
            // What is compatible only stays itself (figure 6), and so does what is excluded from composition.
            ("\u{FB01}", "\u{FB01}"), ("\u{958}", "\u{915}\u{93C}"), ("\u{1100}\u{1161}\u{11A8}", "\u{AC01}"),
        ])
    func `a text that is typed in two ways comes in as one`(typed: String, normalized: String) {
        #expect(typed.normalizedToNFC.hasSameBytes(as: normalized))
    }

    /// `UTF8Span` decides by the standard library's own, public reading of the rules.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func `whatever the text, the result is in form C, equal to it and stable`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "a", "e", "o", "u", "D", "\u{302}", "\u{306}", "\u{31B}", "\u{301}", "\u{300}", "\u{323}", "\u{309}",
            "\u{303}", "\u{212B}", "\u{958}", "\u{1E9B}", "\u{1100}", "\u{1161}", "\u{11A8}", "🎋", "\0", " ",
        ]
        let text = generator.text(of: pieces, upTo: 40)
        let normalized = text.normalizedToNFC
        #expect(isFormC(normalized))
        #expect(normalized == text)
        #expect(normalized.normalizedToNFC.hasSameBytes(as: normalized))
    }

    private func isFormC(_ text: borrowing String) -> Bool {
        var span = text.utf8Span
        return span.checkForNFC(quickCheck: false)
    }
}
