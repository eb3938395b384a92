import Cryptography
import Identity
import Wire

/// What a client that registered itself reads, changes and ends its registration by (RFC 7592 §1.2): 256 random bits, Base64url.
/// Only its hash is kept, so that it is shown when it is made and never again.
package struct RegistrationAccessToken: Sendable {
    package let text: String

    package init(random: any RandomSource) { text = Base64URL.encode(random.bytes(32)) }

    package var hash: RegistrationAccessTokenHash { RegistrationAccessTokenHash(ofPresented: text) }
}

package typealias RegistrationAccessTokenHash = TokenHash<RegistrationAccessToken>

/// What is kept of a client that registered itself, besides what it is.
package struct RegistrationRecord: Hashable, Sendable {
    package let client: ClientID
    package let token: RegistrationAccessTokenHash
    /// The token before this one, which counts until this one is shown: an answer that is lost on its way locks no client out
    /// (RFC 7592 §2.2 lets the token change with each update).
    package let formerToken: RegistrationAccessTokenHash?
    /// By which initial access token it came.
    package let origin: InitialAccessID
    package let details: RegistrationDetails
    package let registeredAt: Instant

    package init(
        client: ClientID, token: RegistrationAccessTokenHash, formerToken: RegistrationAccessTokenHash? = nil,
        origin: InitialAccessID, details: RegistrationDetails, registeredAt: Instant
    ) {
        self.client = client
        self.token = token
        self.formerToken = formerToken
        self.origin = origin
        self.details = details
        self.registeredAt = registeredAt
    }

    package func isOpened(by presented: RegistrationAccessTokenHash) -> Bool {
        [token, formerToken].contains { known in
            known.map { constantTimeEqual($0.text, presented.text) } ?? false
        }
    }
}
