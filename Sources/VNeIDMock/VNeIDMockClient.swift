import Cryptography
import Wire

/// A relying party of the simulation, as by agreement with the ministry: its id, secret and exact redirect
/// URIs.
///
/// Of the secret only a hash is kept. A client without a secret can't be made: VNeID has no public clients
/// here.
package struct VNeIDMockClient: Hashable, Sendable {
    package let id: String
    /// The name that the consent page shows: who asks.
    package let name: String
    /// The redirect URIs, compared as text, byte by byte.
    package let redirectURIs: [Wire.URI]
    /// The addresses that `/oidc/logout` may send the browser back to; compared as text, byte by byte.
    package let postLogoutRedirectURIs: [Wire.URI]
    /// What its codes and answers are sealed to, in the profile `quirks`; who has none there has no way in by it.
    package let publicKey: RSAPublicKey?
    private let secretHash: [UInt8]

    /// - Returns: `nil` for an empty id or secret.
    package init?(
        id: String, secret: String, name: String? = nil, redirectURIs: [Wire.URI],
        postLogoutRedirectURIs: [Wire.URI] = [], publicKey: RSAPublicKey? = nil
    ) {
        guard !id.isEmpty, !secret.isEmpty else { return nil }
        self.id = id
        self.name = name ?? id
        self.redirectURIs = redirectURIs
        self.postLogoutRedirectURIs = postLogoutRedirectURIs
        self.publicKey = publicKey
        secretHash = SHA2.sha256(Array(secret.utf8))
    }

    func accepts(secret: String) -> Bool {
        constantTimeEqual(SHA2.sha256(Array(secret.utf8)), secretHash)
    }
}
