import Cryptography
import Wire

/// What a JWT under a secret is authenticated by (RFC 7518 §3.2). HS256 alone: the longer ones want longer secrets than ours.
package enum MACAlgorithm: String, NamedAlgorithm {
    case HS256

    /// A key has the length of the hash at the least (RFC 7518 §3.2), in bytes.
    fileprivate var leastKeyLength: Int {
        switch self {
        case .HS256: HashAlgorithm.sha256.byteCount
        }
    }
}

/// A JSON Web Token under a secret that its maker shares with us, as it came: what a client says of itself
/// (`client_secret_jwt`, OpenID Connect Core §9), and nothing else. We make none.
///
/// It is no ``UnverifiedJWT``, and what comes of it no ``VerifiedJWT``: where keys are asked for, no secret verifies anything,
/// and no public key is ever taken for a secret (RFC 8725 §2.1, §3.1).
package struct UnverifiedMACJWT: Sendable {
    private let parts: CompactJWS<MACAlgorithm>

    package init(parsing text: String) throws(JOSEError) { parts = try CompactJWS(parsing: text) }

    /// As ``UnverifiedJWT/claimedSubject``.
    package var claimedSubject: String? { parts.claimedSubject }

    /// The claims, if the MAC is by this secret.
    /// - Throws: `.invalidKey` for a secret that is too short to be one.
    package func verified(by secret: [UInt8]) throws(JOSEError) -> VerifiedToken<MACAlgorithm> {
        guard secret.count >= parts.header.algorithm.leastKeyLength else { throw .invalidKey }
        let expected =
            switch parts.header.algorithm {
            case .HS256: HMAC.sha256(key: secret, parts.signingInput)
            }
        guard constantTimeEqual(expected, parts.signature) else { throw .invalidSignature }
        return try VerifiedToken(parts.header, payload: parts.payload)
    }
}
