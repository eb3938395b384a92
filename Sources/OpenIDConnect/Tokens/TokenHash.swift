import Cryptography
import Wire

/// The SHA-256 of a code or token that a relying party or a device holds: what is kept of it, and by which it is
/// found. Any text has one; only those of texts that we gave are kept.
///
/// Each kind has a type of its own, so that one can't be looked up as another.
package struct TokenHash<Kind>: Hashable, Sendable {
    package let text: String

    package init(ofPresented secret: String) {
        text = Base64URL.encode(SHA2.sha256(Array(secret.utf8)))
    }

    /// Reads a hash that was written before.
    package init(stored text: String) {
        self.text = text
    }
}

package typealias CodeHash = TokenHash<AuthorizationCode>
package typealias RefreshTokenHash = TokenHash<RefreshToken>
package typealias DeviceCodeHash = TokenHash<DeviceCode>
package typealias UserCodeHash = TokenHash<UserCode>
