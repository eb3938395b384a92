import Pages
import Testing

@testable import struct Pages.EscapedText

@Suite struct EscapingTests {
    static let hostile = [
        "\"><script>alert(1)</script>", "'><img src=x onerror=alert(1)>", "\" onfocus=\"alert(1)\" autofocus=\"",
        "</title><script>alert(1)</script>", "</script><script>alert(1)</script>", "&quot; onclick=&quot;alert(1)",
        // A combining accent makes one Character of itself and the mark before it.
        "\"\u{301}><\u{301}script>alert(1)</script>", "x\"\u{20DD} onfocus=alert(1) autofocus y=\"",
        "{{#problem}}{{title}}",
        "javascript:alert(1)",
    ]

    /// Each text from outside, with each hostile value, leaves the elements and attributes as a harmless one does, and
    /// stands in the page as it was given.
    @Test(arguments: Sample.all, hostile)
    func `a hostile text changes nothing but itself`(_ sample: Sample, _ hostile: String) throws {
        let expected = try sample.document(in: .vietnamese).elements.map(\.shape)
        for name in sample.texts {
            let document = try sample.document(in: .vietnamese, with: hostile, as: name)
            #expect(document.elements.map(\.shape) == expected, "\(name)")
            guard !Sample.isAddress(name) else { continue }
            let values = document.elements.flatMap { $0.attributes.map(\.value) }
            // By bytes: a text that begins with an accent would not be found by Character.
            let isThere = ([document.text] + values).contains { contains(Array(hostile.utf8), in: Array($0.utf8)) }
            #expect(isThere, "\(name) is lost")
        }
    }

    @Test(arguments: Sample.all)
    func `an address that isn't one leads home`(_ sample: Sample) throws {
        for name in sample.texts where Sample.isAddress(name) {
            for address in ["javascript:alert(1)", "//other.example", " javascript:alert(1)", "\"><script>"] {
                let document = try sample.document(in: .vietnamese, with: address, as: name)
                let addresses = document.elements.flatMap { [$0["href"], $0["action"]] }.compactMap(\.self)
                #expect(!addresses.contains(address) && !addresses.contains(Sample.harmless(name)))
                #expect(addresses.contains("/"))
            }
        }
    }

    @Test func `the path of the other language is no way to another host`() throws {
        let frame = Frame(language: .vietnamese, otherLanguagePath: "//other.example/?lang=en")
        let html = try PageRenderer().render(ErrorPage(kind: .notFound, reference: "r"), in: frame)
        #expect(try HTMLDocument(html)[id: "other-language"]?["href"] == "/")
    }

    @Test(arguments: [
        ("", ""), ("Huế", "Huế"), ("a&b", "a&amp;b"), ("<>", "&lt;&gt;"), ("\"'", "&quot;&#39;"),
        ("&amp;", "&amp;amp;"), ("\"\u{301}", "&quot;\u{301}"), ("<\u{FE0F}", "&lt;\u{FE0F}"),
    ])
    func `five bytes are written otherwise, and no more`(_ text: String, _ escaped: String) {
        #expect(Array(EscapedText(text).renderText.utf8) == Array(escaped.utf8))
    }

    private func contains(_ part: [UInt8], in whole: [UInt8]) -> Bool {
        guard part.count <= whole.count else { return false }
        return (0...(whole.count - part.count)).contains { whole[$0...].starts(with: part) }
    }
}
