import Cryptography

/// How the key of a message's content is made known to the one who may read it (RFC 7518 §4.1): those by which nobody shares a
/// secret with us. RSA1_5 isn't among them: what it refuses, and how fast, tells too much (RFC 8725 §3.2).
package enum KeyManagementAlgorithm: String, CaseIterable, Hashable, Sendable {
    case RSA_OAEP_256 = "RSA-OAEP-256"
    case ECDH_ES = "ECDH-ES"
    case ECDH_ES_A256KW = "ECDH-ES+A256KW"

    /// Whether sender and receiver agree on a key by Diffie-Hellman.
    var agreesOnKey: Bool { self != .RSA_OAEP_256 }
}

/// By what a message's content is encrypted and authenticated (RFC 7518 §5.1).
package enum ContentEncryption: String, CaseIterable, Hashable, Sendable {
    case A128GCM
    case A256GCM
    case A128CBC_HS256 = "A128CBC-HS256"

    /// What `enc` is where a client has named an `alg` only (OpenID Connect Registration §2).
    package static let ifUnnamed = ContentEncryption.A128CBC_HS256

    /// The length in bytes of the key; in A128CBC-HS256 it is two keys.
    var keyLength: Int {
        switch self {
        case .A128GCM: 16
        case .A256GCM, .A128CBC_HS256: 32
        }
    }

    /// The length in bytes of the initialisation vector.
    var vectorLength: Int {
        switch self {
        case .A128GCM, .A256GCM: AESGCM.nonceLength
        case .A128CBC_HS256: AES128CBCHMAC.nonceLength
        }
    }

    func seal(
        _ plaintext: [UInt8], key: consuming SecretBytes, vector: [UInt8], additionalData: [UInt8]
    ) throws(CryptographyError) -> (ciphertext: [UInt8], tag: [UInt8]) {
        switch self {
        case .A128GCM, .A256GCM:
            try AESGCM(key: key).seal(plaintext, nonce: vector, additionalData: additionalData)
        case .A128CBC_HS256:
            try AES128CBCHMAC(key: key).seal(plaintext, nonce: vector, additionalData: additionalData)
        }
    }

    func open(
        _ ciphertext: [UInt8], tag: [UInt8], key: consuming SecretBytes, vector: [UInt8], additionalData: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        switch self {
        case .A128GCM, .A256GCM:
            try AESGCM(key: key).open(ciphertext, tag: tag, nonce: vector, additionalData: additionalData)
        case .A128CBC_HS256:
            try AES128CBCHMAC(key: key).open(ciphertext, tag: tag, nonce: vector, additionalData: additionalData)
        }
    }
}
