import Cryptography
import Identity
import Wire

/// The one use of a proof that counts once: an assertion of a client, or of a trusted issuer, by its `jti` (RFC 7523 §3), a DPoP
/// proof by its own (RFC 9449 §11.1). Only its hash is kept, for as long as the proof itself would count.
package struct ProofUse: Hashable, Sendable {
    package let hash: String
    package let end: Instant

    package enum Kind: String, Sendable {
        case clientAssertion, dpop, issuerAssertion, backchannelRequest
    }

    /// - Parameters:
    ///   - owner: whose `id` is unique: a client, a key, or an issuer.
    ///   - end: when the proof counts no longer in any case.
    package init(_ kind: Kind, by owner: String, id: String, until end: Instant) {
        // The lengths keep two pairs apart that read the same when they are put together.
        let name = "\(kind.rawValue) \(owner.utf8.count) \(id.utf8.count) \(owner) \(id)"
        hash = Base64URL.encode(SHA2.sha256(Array(name.utf8)))
        self.end = end
    }
}
