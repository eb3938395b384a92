import Cryptography
import Identity
import Wire

/// What a platform's page compares with the browser's state, without asking us each time, to see whether somebody has signed out
/// or is somebody else (OpenID Connect Session Management §2): `session_state`. It tells a platform nothing of another.
package struct SessionState: Hashable, Sendable {
    package let text: String

    /// - Parameters:
    ///   - origin: of the redirect URI: the page that compares has to be of it.
    ///   - salt: random, so that two answers of one session aren't the same.
    package init(client: ClientID, origin: String, browser: BrowserState, salt: String) {
        // §3.2: none of the parts has a space in it.
        let message = "\(client.text) \(origin) \(browser.text) \(salt)"
        text = Base64URL.encode(SHA2.sha256(Array(message.utf8))) + "." + salt
    }
}

/// The state of a browser (§3.2, "OP browser state"): it stands in a cookie that our page in the platform's frame reads, and is another
/// for each session. It opens nothing.
package struct BrowserState: Hashable, Sendable {
    package let text: String

    /// Nobody is signed in.
    package static let signedOut = BrowserState(text: "")

    private init(text: String) { self.text = text }

    /// - Parameter secret: so that who knows the session's id from a log can't make it.
    package init(of session: SessionID, secret: [UInt8]) {
        text = Base64URL.encode(HMAC.sha256(key: secret, Array(session.text.utf8)))
    }

    /// Not `HttpOnly`, as it is there to be read.
    package static let cookieName = "__Host-hue-sso-state"
}
