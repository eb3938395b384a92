import Cryptography
import Wire

/// A public key that messages are encrypted to: RSA, or a point of P-256 (RFC 7517 §4.2, `use: enc`). Points and moduli are
/// looked at as those of keys that sign.
package struct EncryptionKey: Hashable, Sendable {
    package let material: Material
    package let id: KeyID?
    /// The algorithm that the key is bound to, if it says one.
    package let algorithm: KeyManagementAlgorithm?

    package enum Material: Hashable, Sendable {
        case rsa(RSAPublicKey)
        case p256(ECPublicKey)
    }

    package init(_ material: Material, id: KeyID? = nil, algorithm: KeyManagementAlgorithm? = nil) {
        self.material = material
        self.id = id
        self.algorithm = algorithm
    }

    /// Reads a key that says it is for encryption. One that says nothing of its use is taken for one that signs, so that no key
    /// ever does both (RFC 7517 §4.2).
    package init(_ json: JSONObject) throws(JOSEError) {
        guard json["use"] == "enc", !JWK.isPrivate(json) else { throw .invalidKey }
        let algorithm = try json.algorithm(KeyManagementAlgorithm.self)
        let id = try json.keyID()
        self.init(try Material(json), id: id, algorithm: algorithm)
        if let algorithm { guard fits(algorithm) else { throw .wrongAlgorithm } }
    }

    /// Whether a message can be encrypted to it by an algorithm.
    package func fits(_ algorithm: KeyManagementAlgorithm) -> Bool {
        guard self.algorithm == nil || self.algorithm == algorithm else { return false }
        return switch material {
        case .rsa: !algorithm.agreesOnKey
        case .p256: algorithm.agreesOnKey
        }
    }

    /// The key as it is published.
    package var json: JSONObject {
        var json = JWK(material.signatureMaterial).json
        json["use"] = "enc"
        json["alg"] = algorithm.map { .string($0.rawValue) }
        json["kid"] = id.map { .string($0.value) }
        return json
    }

    /// The SHA-256 thumbprint, Base64url (RFC 7638 §3).
    package var thumbprint: String { JWK(material.signatureMaterial).thumbprint }
}

extension EncryptionKey.Material {
    init(_ json: JSONObject) throws(JOSEError) {
        switch try JWK.material(json) {
        case .rsa(let key): self = .rsa(key)
        case .ec(let key) where key.curve == .p256: self = .p256(key)
        case .ec, .ed25519: throw .invalidKey
        }
    }

    /// The same numbers as those of a key that signs: they are written alike.
    fileprivate var signatureMaterial: JWK.Material {
        switch self {
        case .rsa(let key): .rsa(key)
        case .p256(let key): .ec(key)
        }
    }
}
