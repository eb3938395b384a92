import Cryptography
import Identity
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// `session_state` (OpenID Connect Session Management §3.2).
@Suite struct SessionStateTests {
    private static let secret = [UInt8](repeating: 5, count: 32)
    private let browser = BrowserState(of: SessionID("session"), secret: secret)

    private func state(
        client: String = "platform", origin: String = "https://rp.hue.test", browser: BrowserState? = nil,
        salt: String = "salt"
    ) throws -> String {
        SessionState(
            client: try #require(ClientID(client)), origin: origin, browser: browser ?? self.browser, salt: salt
        ).text
    }

    @Test func `it is the hash of client, origin, state and salt, and the salt behind a dot`() throws {
        let message = "platform https://rp.hue.test \(browser.text) salt"
        #expect(try state() == Base64URL.encode(SHA2.sha256(Array(message.utf8))) + ".salt")
        #expect(try !state().contains(" "))
    }

    @Test func `whatever is another makes it another`() throws {
        let other = BrowserState(of: SessionID("other"), secret: Self.secret)
        let all = try [
            state(), state(client: "other"), state(origin: "https://other.hue.test"), state(browser: other),
            state(browser: .signedOut), state(salt: "pepper"),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test func `the state of a browser tells nothing of the session`() {
        #expect(BrowserState(of: SessionID("session"), secret: [UInt8](repeating: 6, count: 32)) != browser)
        #expect(!browser.text.contains("session") && BrowserState.signedOut.text.isEmpty)
    }

    @Test func `the page's policy allows its script`() {
        #expect(CheckSessionPage.scriptHash.hasPrefix("sha256-"))
        #expect(CheckSessionPage.html.contains("__Host-hue-sso-state="))
    }
}
