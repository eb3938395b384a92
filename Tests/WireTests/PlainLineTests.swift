import TestSupport
import Testing
import Wire

struct PlainLineTests {
    @Test(
        arguments: [
            ("Sở Văn hóa, Thể thao", "Sở Văn hóa, Thể thao"), ("  Nguyễn   Văn An ", "Nguyễn Văn An"),
            ("Nguy\u{302}\u{303}en", "Nguy\u{302}\u{303}en"), ("Hu\u{EA}\u{301}", "Huế"), ("Hue\u{302}\u{301}", "Huế"),
            ("a\u{A0}b\u{3000}c\u{2003}", "a b c"), ("\"Sở\"", "\"Sở\""), ("Ａ", "Ａ"), ("🎋", "🎋"),
            (String(repeating: "a", count: 256), String(repeating: "a", count: 256)),
        ])
    func `a line is what it looks like`(typed: String, kept: String) throws {
        let line = try #require(PlainLine(typed)).text
        #expect(line.hasSameBytes(as: kept.normalizedToNFC))
        #expect(PlainLine(line)?.text.hasSameBytes(as: line) == true, "once more is the same")
    }

    @Test(
        arguments: [
            "", " ", "   ", "\u{A0}\u{3000}", "a\nb", "a\tb", "a\rb", "a\u{B}b", "a\0b", "\0", "\u{1B}[31mđỏ\u{1B}[0m",
            "\u{7}", "\u{7F}", "\u{85}", "\u{9B}31m", "a\u{2028}b", "a\u{2029}b",
            // Directions of writing.
            "a\u{202A}", "a\u{202B}", "a\u{202C}", "a\u{202D}", "a\u{202E}b", "a\u{2066}", "a\u{2067}", "a\u{2068}",
            "a\u{2069}", "a\u{200E}", "a\u{200F}", "a\u{61C}",
            // No width.
            "a\u{200B}b", "a\u{200C}b", "a\u{200D}b", "\u{FEFF}a", "a\u{AD}b", "a\u{2060}b", "a\u{34F}b", "a\u{FE0F}",
            "\u{3164}", "\u{115F}\u{1160}", "\u{E0041}", "\u{180E}",
            // No shape of their own.
            "\u{E000}", "\u{FFFE}", "\u{378}",
            String(repeating: "a", count: 257), String(repeating: "ế", count: 86),
            String(repeating: "a", count: 300_000),
        ])
    func `what a screen doesn't show, or shows elsewhere, is no line`(text: String) {
        #expect(PlainLine(text) == nil)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `whatever the text, a line is stable, shown and short`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = ["a", "e", "\u{302}", "\u{301}", "\u{323}", " ", "\u{A0}", "Đ", "\u{200B}", "\t", "ế", "\"", "\0"]
        let text = generator.text(of: pieces, upTo: 12)
        guard let line = PlainLine(text)?.text else { return }
        #expect(line.hasSameBytes(as: line.normalizedToNFC) && line.utf8.count <= PlainLine.maximumBytes)
        #expect(line.unicodeScalars.allSatisfy(\.isShown) && !line.hasPrefix(" ") && !line.hasSuffix(" "))
        #expect(PlainLine(line)?.text.hasSameBytes(as: line) == true)
    }

    @Test(arguments: [
        ("Huế", "Huế"), ("\u{1B}[31m", "\\u{1b}[31m"), ("a\u{202E}b\0", "a\\u{202e}b\\u{0}"), ("a\nb", "a\\u{a}b"),
    ])
    func `for a terminal, what it would obey is written out`(text: String, written: String) {
        #expect(text.withInvisiblesWritten == written)
    }

    @Test(arguments: [("ＡＢｃ１＠．", "ABc1@."), ("\u{FF5E}\u{FF01}", "~!"), ("ｱ\u{3000}é", "ｱ\u{3000}é"), ("", "")])
    func `full-width forms have ASCII's meaning`(typed: String, meant: String) {
        #expect(typed.withASCIIWidths.hasSameBytes(as: meant))
    }
}
