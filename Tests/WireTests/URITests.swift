import Glibc
import TestSupport
import Testing
import Wire

struct URITests {
    @Test(arguments: URITable.accepted)
    func `a good URI is taken and kept as it is`(text: String) throws {
        let uri = try URI(text)
        #expect(uri.text.utf8.elementsEqual(text.utf8))
        #expect(uri.description == uri.text)
    }

    @Test(arguments: URITable.refused)
    func `a URI in disguise is refused`(text: String, error: URIError) {
        #expect(throws: error) { try URI(text) }
    }

    @Test func `every part is told`() throws {
        let uri = try URI("HTTPS://user:p%40@RP.hue.test:8443/a/b;c=1?d=e&f=%20?#g/?h")
        #expect(uri.scheme == "https")
        #expect(uri.userinfo == "user:p%40")
        #expect(uri.host == "RP.hue.test")
        #expect(uri.port == 8443)
        #expect(uri.path == "/a/b;c=1")
        #expect(uri.query == "d=e&f=%20?")
        #expect(uri.fragment == "g/?h")
    }

    @Test func `an absent part is not an empty one`() throws {
        let bare = try URI("urn:a:b")
        #expect(bare.host == nil && bare.userinfo == nil && bare.port == nil)
        #expect(bare.path == "a:b" && bare.query == nil && bare.fragment == nil)
        let empty = try URI("file://@?#")
        #expect(empty.host == "" && empty.userinfo == "" && empty.port == nil)
        #expect(empty.path == "" && empty.query == "" && empty.fragment == "")
        #expect(try URI("https://a").path == "")
        #expect(try URI("http://[::1]:8080/").host == "[::1]")
    }

    /// RFC 3986 Appendix B, slow and lenient: it takes anything apart.
    @Test(arguments: URITable.accepted)
    func `the parts are those of the specification's expression`(text: String) throws {
        let expression = #/^(([^:\/?#]+):)?(\/\/([^\/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?/#
        let parts = try #require(text.wholeMatch(of: expression)).output
        let uri = try URI(text)
        #expect(uri.scheme == parts.2?.lowercased())
        let authority = uri.host.map {
            (uri.userinfo.map { $0 + "@" } ?? "") + $0 + (uri.port.map { ":\($0)" } ?? "")
        }
        #expect(authority == parts.4.map(String.init))
        #expect(uri.path == parts.5)
        #expect(uri.query == parts.7.map(String.init))
        #expect(uri.fragment == parts.9.map(String.init))
    }

    /// All of these are one place to some reader or other.
    @Test func `no spelling equals another`() throws {
        let spellings = [
            "https://rp.hue.test/cb", "https://rp.hue.test/cb/", "https://rp.hue.test/CB",
            "https://RP.hue.test/cb",
            "HTTPS://rp.hue.test/cb", "https://rp.hue.test:443/cb", "https://rp.hue.test./cb",
            "https://rp.hue.test/a/../cb", "https://rp.hue.test/./cb", "https://rp.hue.test//cb",
            "https://rp.hue.test/%63b", "https://rp.hue.test/cb?", "https://rp.hue.test/cb#",
            "https://@rp.hue.test/cb",
        ]
        for (index, spelling) in spellings.enumerated() {
            let uri = try URI(spelling)
            #expect(try uri == URI(spelling))
            #expect(try uri.hashValue == URI(spelling).hashValue)
            for other in spellings[..<index] { #expect(try uri != URI(other)) }
        }
    }

    @Test(arguments: [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "DATA:,x", "vbscript:x",
    ])
    func `a scheme that runs code is seen in any case`(text: String) throws {
        #expect(["javascript", "data", "vbscript"].contains(try URI(text).scheme))
    }

    @Test(
        arguments: [
            ("https://rp.hue.test/a?b", "https://rp.hue.test"),
            ("HTTPS://RP.Hue.Test:443", "https://rp.hue.test"),
            ("http://rp.hue.test:80/", "http://rp.hue.test"),
            ("http://rp.hue.test:443/", "http://rp.hue.test:443"),
            ("https://u:p@rp.hue.test:8443/", "https://rp.hue.test:8443"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://[2001:DB8::1]/", "http://[2001:db8::1]"),
            ("com.example.app://cb/x", "com.example.app://cb"),
            ("urn:a:b", nil), ("mailto:a@b.test", nil), ("com.example.app:/cb", nil), ("file:///etc", nil),
        ] as [(String, String?)])
    func `an origin is written as a browser writes it`(text: String, origin: String?) throws {
        #expect(try URI(text).origin == origin)
    }

    @Test(
        arguments: [
            ("http://localhost/", true), ("http://LOCALHOST:80/", true), ("http://127.0.0.1/", true),
            ("http://127.255.255.254:1/", true), ("http://[::1]:8080/", true),
            ("http://[0:0:0:0:0:0:0:1]/", true),
            ("http://[0000::0.0.0.1]/", true), ("com.example.app://localhost/", true),
            ("http://localhost./", false), ("http://localhost.evil.test/", false),
            ("http://evil-localhost/", false),
            ("http://127.0.0.1.evil.test/", false), ("http://127.0.0.1a/", false),
            ("http://128.0.0.1/", false),
            ("http://0.0.0.0/", false), ("http://[::]/", false), ("http://[::2]/", false),
            ("http://[::ffff:127.0.0.1]/", false), ("http://localhost@evil.test/", false),
            ("http://evil.test/localhost", false), ("http://evil.test?localhost", false),
            ("localhost:8080", false),
            ("x://127.1/", false), ("x://2130706433/", false), ("x://0x7f.0.0.1/", false),
            ("x://0127.0.0.1/", false),
        ] as [(String, Bool)])
    func `a loopback address is told from its look-alikes`(text: String, isLoopback: Bool) throws {
        #expect(try URI(text).isLoopback == isLoopback)
    }

    @Test(
        arguments: [
            ("https://a/b", "https://a/b?code=1+2&iss=%C3%A9"),
            ("https://a", "https://a?code=1+2&iss=%C3%A9"),
            ("https://a/b?", "https://a/b?code=1+2&iss=%C3%A9"),
            ("https://a/b?x=1", "https://a/b?x=1&code=1+2&iss=%C3%A9"),
            ("https://a/b?x=%2f&", "https://a/b?x=%2f&&code=1+2&iss=%C3%A9"),
            ("https://a/b#f?g", "https://a/b?code=1+2&iss=%C3%A9#f?g"),
            ("https://a/b?x#f", "https://a/b?x&code=1+2&iss=%C3%A9#f"),
            ("com.example.app:/cb", "com.example.app:/cb?code=1+2&iss=%C3%A9"),
        ])
    func `added parameters leave everything else as it was`(text: String, expected: String) throws {
        let uri = try URI(text)
        #expect(uri.appending(query: FormParameters([("code", "1 2"), ("iss", "é")])) == expected)
        #expect(uri.appending(query: FormParameters([])) == text)
    }

    @Test func `a URI may be as long as its limit and no longer`() throws {
        let longest = "https://a/" + String(repeating: "b", count: Limits.uriBytes - 10)
        #expect(try URI(longest).text == longest)
        #expect(throws: URIError.tooLong) { try URI(longest + "b") }
    }

    /// The slow twin is the C library's reader of addresses.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `random addresses are read as inet_pton reads them`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "::", ":", ":", ":", "1", "0", "ab", "F", "ffff", "12345", "1.2.3.4", "255.256.0.1", ".",
            "01.2.3.4",
        ]
        for _ in 0..<200 {
            let six = generator.text(of: pieces, upTo: 16)
            var address6 = in6_addr()
            let isSix = inet_pton(AF_INET6, six, &address6) == 1
            #expect(((try? URI("http://[\(six)]/")) != nil) == isSix, "\(six)")

            let four = generator.text(of: [".", ".", "1", "0", "25", "255", "256", "7", "127.0.0"], upTo: 8)
            var address4 = in_addr()
            let isFour = inet_pton(AF_INET, four, &address4) == 1
            // Digits and dots that make no address make no host either.
            #expect(((try? URI("http://\(four)/")) != nil) == isFour, "\(four)")
        }
    }
}
