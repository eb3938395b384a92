import Cryptography

/// Why a key or a token was refused. Nothing of either is in it.
package enum JOSEError: Error, Hashable, Sendable {
    /// The token isn't three parts of canonical Base64url with a JSON object in front (RFC 7515 §3.1), or too large.
    case malformed
    /// `alg` is missing, or is none of the algorithms of what is asked for: `none` never is, HMAC in an `UnverifiedMACJWT` alone.
    case unsupportedAlgorithm
    /// The header names an extension that must be understood (RFC 7515 §4.1.11), or repeats what isn't one; or
    /// wants to be unpacked (`zip`).
    case criticalExtension
    /// No key that may verify this token verifies it.
    case invalidSignature
    /// A JWK that lacks a member, has one of the wrong form, or is no point, modulus or curve that we take.
    case invalidKey
    /// A key of another algorithm than it is asked for (RFC 8725 §3.1).
    case wrongAlgorithm
    /// An encrypted message isn't for one of our keys, or was changed. Which of the two, nobody is told (RFC 7516 §11.5).
    case decryptionFailed
    case cryptography(CryptographyError)
}
