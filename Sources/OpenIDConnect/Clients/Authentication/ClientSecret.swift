import Cryptography
import Wire

/// A client's secret in the one moment in which it is known: 256 random bits, Base64url. It is shown once.
package struct ClientSecret: Sendable {
    package let text: String

    package init(random: any RandomSource) {
        text = Base64URL.encode(random.bytes(32))
    }

    package var hash: SecretHash { SecretHash(of: text) }

    /// What a client makes MACs with: the octets of its secret (OpenID Connect Core §10.1).
    package var key: [UInt8] { Array(text.utf8) }
}

/// A client's secret under the master key, of a client that signs with it (`client_secret_jwt`): a hash verifies no MAC.
package struct SealedClientSecret: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }
}

/// The SHA-256 of a random secret, which is what we keep of it. A slow hash would add nothing: 256 random bits can't
/// be guessed.
package struct SecretHash: Hashable, Sendable {
    package let text: String

    package init(of secret: String) {
        text = Base64URL.encode(SHA2.sha256(Array(secret.utf8)))
    }

    /// Reads a stored hash.
    package init(stored text: String) {
        self.text = text
    }

    /// Compares in constant time. An empty secret never matches.
    package func matches(_ presented: String) -> Bool {
        !presented.isEmpty && constantTimeEqual(text, SecretHash(of: presented).text)
    }
}
