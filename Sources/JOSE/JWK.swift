import Cryptography
import Wire

/// A public key as a JSON Web Key (RFC 7517): RSA, an elliptic curve of RFC 7518 §6.2, or Ed25519 (RFC 8037
/// §2).
///
/// It exists only for a key that can be used: on its curve, large enough, with all members in canonical
/// Base64url. A private key in the place of a public one is refused: it has been published, and anybody may
/// sign with it. A certificate (`x5c`) has to be of the key, and vouches for nothing. Members that we don't
/// know (`x5t`, …) are left out, and nothing here follows an address.
package struct JWK: Hashable, Sendable {
    package let material: Material
    package let id: KeyID?
    /// The algorithm that the key is bound to, if it says one.
    package let algorithm: SignatureAlgorithm?

    /// What the key is made of, apart from what is said about it.
    package enum Material: Hashable, Sendable {
        case rsa(RSAPublicKey)
        case ec(ECPublicKey)
        case ed25519(Ed25519PublicKey)
    }

    package init(_ material: Material, id: KeyID? = nil, algorithm: SignatureAlgorithm? = nil) {
        self.material = material
        self.id = id
        self.algorithm = algorithm
    }

    /// Reads a key that may verify signatures. A `use` or `key_ops` that says otherwise is refused, as is an
    /// `alg` that we don't have.
    package init(_ json: JSONObject) throws(JOSEError) {
        guard !Self.isPrivate(json) else { throw .invalidKey }
        if let use = json["use"] { guard use.string == "sig" else { throw .invalidKey } }
        if let operations = json["key_ops"] {
            guard operations.array?.contains("verify") == true else { throw .invalidKey }
        }
        try self.init(publicMembersOf: json)
    }

    /// Reads the members that public and private keys have in common.
    init(publicMembersOf json: JSONObject) throws(JOSEError) {
        let algorithm = try json.algorithm(SignatureAlgorithm.self)
        let id = try json.keyID()
        self.init(try Self.material(json), id: id, algorithm: algorithm)
        if let algorithm { guard fits(algorithm) else { throw .wrongAlgorithm } }
    }

    /// The key itself, which a certificate that comes with it has to be of.
    static func material(_ json: JSONObject) throws(JOSEError) -> Material {
        let material = try numbers(json)
        guard isCertified(material, in: json) else { throw .invalidKey }
        return material
    }

    static func numbers(_ json: JSONObject) throws(JOSEError) -> Material {
        do {
            // Members are compared as JSON values, which is by their bytes: to Swift's own comparison of
            // texts the Kelvin sign is a K, and would make an "OKP".
            switch (json["kty"], json["crv"]) {
            case (.some("RSA"), _):
                return .rsa(
                    try RSAPublicKey(modulus: try json.octets("n"), publicExponent: try json.octets("e")))
            case (.some("EC"), let name?):
                guard let curve = EllipticCurve.allCases.first(where: { .string($0.name) == name }) else {
                    break
                }
                return .ec(try ECPublicKey(curve, x: try json.octets("x"), y: try json.octets("y")))
            case (.some("OKP"), .some("Ed25519")):
                return .ed25519(try Ed25519PublicKey(try json.octets("x")))
            default: break
            }
        } catch {
            throw .invalidKey
        }
        throw .invalidKey
    }

    /// Whether there is something in it that only the key's owner may know.
    package static func isPrivate(_ json: JSONObject) -> Bool { privateMembers.contains { json[$0] != nil } }

    /// RFC 7518 §6.2.2, §6.3.2 and §6.4.1, RFC 8037 §2.
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    /// Whether the key can be used with an algorithm at all.
    func fits(_ algorithm: SignatureAlgorithm) -> Bool {
        switch material {
        case .rsa: algorithm.rsaScheme != nil
        case .ec(let key): algorithm.curve == key.curve
        case .ed25519: algorithm.ofKeys == .EdDSA
        }
    }

    /// The key as it is published, with `use`.
    package var json: JSONObject {
        var json = required
        json["use"] = "sig"
        json["alg"] = algorithm.map { .string($0.rawValue) }
        json["kid"] = id.map { .string($0.value) }
        return json
    }

    /// The SHA-256 thumbprint, Base64url (RFC 7638 §3).
    package var thumbprint: String { Base64URL.encode(SHA2.sha256(JSONWriter.write(required))) }

    /// The numbers alone, in lexicographic order, and nothing that is said of them (RFC 7638 §3.2, RFC 8037 §2).
    var required: JSONObject {
        switch material {
        case .rsa(let key):
            ["e": .octets(key.publicExponent), "kty": "RSA", "n": .octets(key.modulus)]
        case .ec(let key):
            ["crv": .string(key.curve.name), "kty": "EC", "x": .octets(key.x), "y": .octets(key.y)]
        case .ed25519(let key):
            ["crv": "Ed25519", "kty": "OKP", "x": .octets(key.bytes)]
        }
    }
}

extension EllipticCurve {
    /// The name in `crv` (RFC 7518 §6.2.1.1).
    var name: String {
        switch self {
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        }
    }
}

extension JSONValue {
    static func octets(_ bytes: [UInt8]) -> JSONValue { .string(Base64URL.encode(bytes)) }
}

extension JSONObject {
    /// A member whose value is Base64url.
    func octets(_ name: String) throws(JOSEError) -> [UInt8] {
        guard let text = self[name]?.string, let bytes = try? Base64URL.decode(text) else {
            throw .invalidKey
        }
        return bytes
    }
}
