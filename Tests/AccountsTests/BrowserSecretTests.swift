import Accounts
import TestSupport
import Testing
import Wire

@Suite struct BrowserSecretTests {
    private let text = BrowserSecret<SessionCookie>(random: SeededRandom(seed: 1)).text

    @Test func `a secret is 256 bits and reads back`() throws {
        #expect(try Base64URL.decode(text).count == 32)
        #expect(
            BrowserSecret<SessionCookie>(text)?.hash
                == BrowserSecret<SessionCookie>(random: SeededRandom(seed: 1)).hash)
        #expect(BrowserSecret<SessionCookie>(random: SeededRandom(seed: 2)).text != text)
    }

    @Test func `one text has another hash for each purpose`() throws {
        let hashes = [
            try #require(BrowserSecret<SessionCookie>(text)).hash,
            try #require(BrowserSecret<BrowserCookie>(text)).hash,
            try #require(BrowserSecret<DeviceCookie>(text)).hash,
        ]
        #expect(Set(hashes).count == 3)
        #expect(!hashes.contains(text))
    }

    @Test func `each cookie has a name of its own that binds it to this host`() {
        let names = [SessionCookie.cookieName, BrowserCookie.cookieName, DeviceCookie.cookieName]
        #expect(Set(names).count == 3)
        #expect(names.allSatisfy { $0.hasPrefix("__Host-") })
    }

    @Test(arguments: [
        "", "x", "=", "%00", "é", String(repeating: "A", count: 42), String(repeating: "A", count: 44),
    ])
    func `what we can't have made is no secret`(text: String) {
        #expect(BrowserSecret<SessionCookie>(text) == nil)
        #expect(BrowserSecret<SessionCookie>(self.text + "=") == nil)
        #expect(BrowserSecret<SessionCookie>(" " + self.text) == nil)
    }

    @Test func `what is derived depends on the secret, the label and the subject`() throws {
        let secret = try #require(BrowserSecret<BrowserCookie>(text))
        let other = BrowserSecret<BrowserCookie>(random: SeededRandom(seed: 2))
        let derived = [
            secret.derive("form", for: "a"), secret.derive("form", for: "b"),
            secret.derive("nonce", for: "a"),
            other.derive("form", for: "a"), secret.derive("forma", for: ""), secret.derive("", for: "forma"),
        ]
        #expect(Set(derived).count == derived.count)
        #expect(secret.derive("form", for: "a") == derived[0])
    }
}
