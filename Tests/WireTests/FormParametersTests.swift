import TestSupport
import Testing
import Wire

struct FormParametersTests {
    @Test(
        arguments: [
            ("", []), ("&", []), ("&&a=1&&", [("a", "1")]), ("a", [("a", "")]), ("a=", [("a", "")]),
            ("=a", [("", "a")]), ("=", [("", "")]), ("a=b=c", [("a", "b=c")]), ("a==", [("a", "=")]),
            ("a=1&b=2", [("a", "1"), ("b", "2")]), ("a=1&a=2", [("a", "1"), ("a", "2")]),
            ("a+b=c+d", [("a b", "c d")]), ("a=b c", [("a", "b c")]), ("a=%2B%20+", [("a", "+  ")]),
            ("%61=%3D%26%25", [("a", "=&%")]), ("a=%c3%A9", [("a", "\u{E9}")]), ("a=%E1%BA%BF", [("a", "ế")]),
            ("a=%F0%9D%84%9E", [("a", "𝄞")]), ("a=%0D%0A%01", [("a", "\r\n\u{1}")]),
            ("a=1;b=2", [("a", "1;b=2")]), ("?a=1", [("?a", "1")]),
            ("claims={\"x\":[]}", [("claims", "{\"x\":[]}")]),
            ("redirect_uri=https://rp.hue.test/cb?x=1", [("redirect_uri", "https://rp.hue.test/cb?x=1")]),
        ] as [(String, [(String, String)])])
    func `a form is read`(text: String, pairs: [(String, String)]) throws {
        #expect(try FormParameters(parsing: Array(text.utf8)) == FormParameters(pairs))
        #expect(try FormParameters(query: text) == FormParameters(pairs))
    }

    @Test(
        arguments: [
            ("a=%", .invalidPercentEncoding(offset: 2)), ("a=%4", .invalidPercentEncoding(offset: 2)),
            ("a=x%4G", .invalidPercentEncoding(offset: 3)), ("a=%G4", .invalidPercentEncoding(offset: 2)),
            ("a=%&41", .invalidPercentEncoding(offset: 2)), ("a=%4&1=b", .invalidPercentEncoding(offset: 2)),
            ("a=%+1", .invalidPercentEncoding(offset: 2)), ("%=a", .invalidPercentEncoding(offset: 0)),
            ("b=1&a=%%41", .invalidPercentEncoding(offset: 6)),
            ("a=%u0041", .invalidPercentEncoding(offset: 2)),
            ("a=%00", .nul), ("%00=a", .nul), ("a=b%00c", .nul),
            ("a=%C3", .invalidUTF8), ("%C3=%A9", .invalidUTF8), ("a=%A9", .invalidUTF8),
            ("a=%C0%AF", .invalidUTF8), ("a=%E0%80%80", .invalidUTF8), ("a=%ED%A0%80", .invalidUTF8),
            ("a=%ED%A0%BD%ED%B8%80", .invalidUTF8), ("a=%F4%90%80%80", .invalidUTF8), ("a=%FF", .invalidUTF8),
            ("a=\u{E9}", .invalidCharacter(offset: 2)), ("a=b\tc", .invalidCharacter(offset: 3)),
            ("a=\0", .invalidCharacter(offset: 2)), ("a=b\n", .invalidCharacter(offset: 3)),
            ("a=b\r\nc=d", .invalidCharacter(offset: 3)), ("\ta=b", .invalidCharacter(offset: 0)),
            ("a=\u{7F}", .invalidCharacter(offset: 2)), ("a=b#c", .invalidCharacter(offset: 3)),
            ("\u{FEFF}a=b", .invalidCharacter(offset: 0)),
        ] as [(String, FormError)])
    func `a broken form is refused`(text: String, error: FormError) {
        #expect(throws: error) { try FormParameters(parsing: Array(text.utf8)) }
        #expect(throws: error) { try FormParameters(query: text) }
    }

    @Test(
        arguments: [
            ("a=1", "a=12", .tooLarge, FormLimits(bytes: 3)),
            ("a&b&", "a&b&c", .tooManyParameters, FormLimits(parameters: 2)),
            ("a&a", "a&a&a", .tooManyParameters, FormLimits(parameters: 2)),
            ("ab=1", "abc=1", .nameTooLong, FormLimits(nameBytes: 2)),
            ("%41%42=1", "%41%42%43=1", .nameTooLong, FormLimits(nameBytes: 2)),
            ("a=%C3%A9", "a=%C3%A9x", .valueTooLong, FormLimits(valueBytes: 2)),
            ("a=xy", "a=xyz", .valueTooLong, FormLimits(valueBytes: 2)),
        ] as [(String, String, FormError, FormLimits)])
    func `a form may go to each limit and no further`(
        good: String, bad: String, error: FormError, limits: FormLimits
    ) {
        #expect(throws: Never.self) { try FormParameters(parsing: Array(good.utf8), limits: limits) }
        #expect(throws: error) { try FormParameters(parsing: Array(bad.utf8), limits: limits) }
    }

    @Test func `a query has a smaller limit than a body`() {
        let text = (0..<17).map { "a\($0)=" + String(repeating: "x", count: 1000) }.joined(separator: "&")
        #expect(throws: FormError.tooLarge) { try FormParameters(query: text) }
        #expect(throws: Never.self) { try FormParameters(parsing: Array(text.utf8)) }
    }

    @Test func `a parameter that may stand once is refused twice`() throws {
        let form = try FormParameters(query: "once=1&empty=&bare&twice=1&twice=1&half=&half=1&%74wice=2")
        #expect(try form.single("once") == "1")
        #expect(try form.single("empty") == nil)
        #expect(try form.single("bare") == nil)
        #expect(try form.single("absent") == nil)
        #expect(try form.single("Once") == nil)
        #expect(throws: FormError.repeated("twice")) { try form.single("twice") }
        #expect(throws: FormError.repeated("half")) { try form.single("half") }
    }

    @Test func `all values of a parameter come in order, without empty ones`() throws {
        let form = try FormParameters(query: "resource=b&x=1&resource=&resource=a")
        #expect(form.all("resource") == ["b", "a"])
        #expect(form.all("absent") == [])
        #expect(form.names == ["resource", "x"])
    }

    @Test func `names that only Unicode takes as equal are two names`() throws {
        let form = try FormParameters(query: "%C3%A9=1&e%CC%81=2")
        #expect(form.names.count == 2)
        #expect(try form.single("\u{E9}") == "1")
        #expect(try form.single("e\u{301}") == "2")
        #expect(try form != FormParameters(query: "%C3%A9=1&%C3%A9=2"))
    }

    @Test(
        arguments: [
            ([], ""), ([("a", "1"), ("b", "")], "a=1&b="), ([("", "")], "="),
            ([("a b", "+&=%#")], "a+b=%2B%26%3D%25%23"), ([("a", "*-._~")], "a=*-._%7E"),
            ([("tên", "Huế")], "t%C3%AAn=Hu%E1%BA%BF"), ([("a", "\0\n\u{7F}")], "a=%00%0A%7F"),
            ([("redirect_uri", "https://a/b?c")], "redirect_uri=https%3A%2F%2Fa%2Fb%3Fc"),
        ] as [([(String, String)], String)])
    func `parameters are written`(pairs: [(String, String)], text: String) {
        #expect(FormParameters(pairs).encoded() == text)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `whatever is written reads back equal`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "a", "Z", "0", " ", "+", "&", "=", "%", "%41", "#", "é", "e\u{301}", "𝄞", "\n", "\u{7F}",
        ]
        let pairs = (0..<Int.random(in: 0...10, using: &generator)).map { _ in
            (generator.text(of: pieces, upTo: 5), generator.text(of: pieces, upTo: 8))
        }
        let form = FormParameters(pairs)
        #expect(try FormParameters(query: form.encoded()) == form)
    }

    @Test func `a byte is read, changed or refused alike wherever it stands`() throws {
        for byte in 0..<0x80 as Range<UInt8> where byte != UInt8(ascii: "&") && byte != UInt8(ascii: "%") {
            let alone = Result { () throws(FormError) in try FormParameters(parsing: [0x61, 0x3D, byte]) }
            for place in 0..<20 {
                let form = Array("a=".utf8) + [UInt8](repeating: 0x78, count: place) + [byte] + Array("x2~".utf8)
                switch alone {
                case .success(let alone):
                    let value = try #require(try FormParameters(parsing: form).pairs.first?.value)
                    #expect(value == String(repeating: "x", count: place) + alone.pairs[0].value + "x2~")
                case .failure(.invalidCharacter):
                    #expect(throws: FormError.invalidCharacter(offset: place + 2)) { try FormParameters(parsing: form) }
                case .failure(let error): throw error
                }
            }
        }
    }

    /// The slow twin splits strings. Foundation's `removingPercentEncoding` is no help: it takes a lone `%A9`.
    @Test(arguments: 0..<500 as Range<UInt64>)
    func `random forms are read as a plain splitting reads them`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "a", "b", "&", "=", "+", "%", "%4", "%41", "%26", "%3D", "%C3", "%A9", "%C3%A9", "%00", "1", "F",
        ]
        let text = generator.text(of: pieces, upTo: 12)
        #expect((try? FormParameters(query: text)) == Self.plainlySplit(text), "\(text)")
    }

    private static func plainlySplit(_ text: String) -> FormParameters? {
        var pairs: [(String, String)] = []
        for piece in text.split(separator: "&") {
            let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(halves[0]), let value = halves.count == 2 ? decoded(halves[1]) : ""
            else {
                return nil
            }
            pairs.append((name, value))
        }
        return FormParameters(pairs)
    }

    private static func decoded(_ text: Substring) -> String? {
        let pieces = text.replacing("+", with: " ").split(separator: "%", omittingEmptySubsequences: false)
        var bytes = Array(pieces[0].utf8)
        for piece in pieces.dropFirst() {
            let digits = piece.prefix(2)
            guard digits.count == 2, digits.allSatisfy(\.isHexDigit), let byte = UInt8(digits, radix: 16),
                byte != 0
            else { return nil }
            bytes += [byte] + piece.dropFirst(2).utf8
        }
        // Decoding repairs, so that only good UTF-8 comes through unchanged.
        let text = String(decoding: bytes, as: UTF8.self)
        return Array(text.utf8) == bytes ? text : nil
    }
}
