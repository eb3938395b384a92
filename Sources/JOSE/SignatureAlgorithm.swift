import Cryptography
import Wire

/// The signature algorithms that exist here (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2): asymmetric ones only. There is no
/// `none`, and HMAC is of another type (`MACAlgorithm`), so that no header can ask for them.
package enum SignatureAlgorithm: String, CaseIterable, Hashable, Sendable {
    case RS256, RS384, RS512
    case PS256, PS384, PS512
    case ES256, ES384, ES512
    case EdDSA
    /// What `EdDSA` is with the one curve that we have, by the name that says so (RFC 9864 §2.2).
    case Ed25519

    /// The left half of a token's hash, Base64url: `at_hash` (OpenID Connect Core §3.1.3.6). Ed25519 hashes
    /// with SHA-512.
    package func halfHash(of token: String) -> String {
        let digest = hash.digest(of: Array(token.utf8))
        return Base64URL.encode(digest.prefix(digest.count / 2))
    }

    var hash: HashAlgorithm {
        switch self {
        case .RS256, .PS256, .ES256: .sha256
        case .RS384, .PS384, .ES384: .sha384
        case .RS512, .PS512, .ES512, .EdDSA, .Ed25519: .sha512
        }
    }

    /// How an RSA key signs with this algorithm; `nil` for the others.
    var rsaScheme: RSASignatureScheme? {
        switch self {
        case .RS256, .RS384, .RS512: RSASignatureScheme(.pkcs1v15, hash)
        case .PS256, .PS384, .PS512: RSASignatureScheme(.pss, hash)
        case .ES256, .ES384, .ES512, .EdDSA, .Ed25519: nil
        }
    }

    /// The same algorithm by the name under which its keys are made and kept: who is called by two names needs no second key.
    package var ofKeys: SignatureAlgorithm { self == .Ed25519 ? .EdDSA : self }

    /// The one curve that goes with this algorithm (RFC 7518 §3.4).
    var curve: EllipticCurve? {
        switch self {
        case .ES256: .p256
        case .ES384: .p384
        case .ES512: .p521
        case .RS256, .RS384, .RS512, .PS256, .PS384, .PS512, .EdDSA, .Ed25519: nil
        }
    }
}

/// Names a key (`kid`, RFC 7515 §4.1.4). Ours are thumbprints; others' are any text.
///
/// Two are equal when their bytes are. A `kid` from outside picks among keys that are trusted already, and does nothing
/// else.
package struct KeyID: Hashable, Sendable {
    private let exact: ExactText

    package var value: String { exact.text }

    package init(_ value: String) {
        exact = ExactText(value)
    }
}
