import Cryptography
import Wire

/// `auth_req_id`: what a client polls with for the decision of a person whom it has asked behind the browser's back (CIBA
/// Core §7.3): 256 random bits, Base64url. We keep its hash.
package struct AuthRequestID: Sendable {
    package let text: String

    package init(random: any RandomSource) { text = Base64URL.encode(random.bytes(32)) }

    init(stored text: String) { self.text = text }

    package var hash: AuthRequestHash { AuthRequestHash(ofPresented: text) }
}

package typealias AuthRequestHash = TokenHash<AuthRequestID>
