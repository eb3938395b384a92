import Foundation
import Pages
import Testing

@Suite struct StylesheetTests {
    @Test func `its path says which version it is`() {
        let match = Stylesheet.path.wholeMatch(of: /\/assets\/hue-sso\.[0-9a-f]{1,16}\.css/)
        #expect(match != nil)
    }

    @Test func `it fetches nothing`() {
        for word in ["url(", "@import", "http:", "https:", "@font-face", "image-set", "expression("] {
            #expect(!Stylesheet.text.contains(word))
        }
    }

    @Test func `it heeds what people have asked their browser for`() {
        #expect(Stylesheet.text.contains("@media (prefers-color-scheme: dark)"))
        #expect(Stylesheet.text.contains("@media (prefers-reduced-motion: no-preference)"))
        #expect(Stylesheet.text.contains(":focus-visible"))
    }

    /// WCAG 2.2 §1.4.3 (text, 4.5 to 1) and §1.4.11 (what shows where a field is, 3 to 1).
    @Test(arguments: [
        ("ink", "ground", 4.5), ("ink", "sheet", 4.5), ("ink", "tint", 4.5), ("soft", "ground", 4.5),
        ("soft", "sheet", 4.5), ("hue", "ground", 4.5), ("hue", "sheet", 4.5), ("on-hue", "hue", 4.5),
        ("on-hue", "hue-deep", 4.5), ("hue-deep", "tint", 4.5), ("wrong", "wrong-tint", 4.5), ("wrong", "sheet", 3),
        ("line", "sheet", 3), ("ink", "hue", 1.2),
    ])
    func `colours stand out, by day and by night`(_ front: String, _ back: String, _ least: Double) throws {
        let halves = Stylesheet.text.split(separator: "@media (prefers-color-scheme: dark)", maxSplits: 1)
        #expect(halves.count == 2)
        for half in halves {
            let (a, b) = (try luminance(front, in: half), try luminance(back, in: half))
            #expect((max(a, b) + 0.05) / (min(a, b) + 0.05) >= least, "\(front) on \(back)")
        }
    }

    /// Relative luminance (WCAG 2.2) of a colour variable, `#rgb` or `#rrggbb`.
    private func luminance(_ name: String, in style: Substring) throws -> Double {
        let pattern = try Regex("--\(name): #([0-9a-f]+);", as: (Substring, Substring).self)
        var digits = String(try #require(style.firstMatch(of: pattern)).output.1)
        if digits.count == 3 { digits = digits.map { "\($0)\($0)" }.joined() }
        let value = try #require(Int(digits, radix: 16))
        let channels = [value >> 16, value >> 8, value].map { channel -> Double in
            let part = Double(channel & 255) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }
}
