import Cryptography
import Wire

/// Certificates that come with a key (`x5c`, RFC 7517 §4.7). Nobody is believed for who has signed one: it is the key that
/// counts, and who looks at the certificate of another one trusts the wrong key.
extension JWK {
    /// Whether a certificate stands in a key that isn't a certificate of this very key.
    package static func hasForeignCertificate(_ json: JSONObject) -> Bool {
        guard let material = try? numbers(json) else { return false }
        return !isCertified(material, in: json)
    }

    /// Whether the first certificate, if there is one, is of the key itself.
    static func isCertified(_ material: Material, in json: JSONObject) -> Bool {
        guard let chain = json["x5c"] else { return true }
        guard let text = chain.array?.first?.string, let encoded = try? Base64.decode(text),
            encoded.count <= Limits.certificateBytes, let certificate = try? Certificate(encoded)
        else { return false }
        return Material(certificate) == material
    }
}

extension JWK.Material {
    /// The key of a certificate.
    /// - Returns: `nil` for one of a kind that we don't have.
    package init?(_ certificate: Certificate) {
        switch certificate.publicKey {
        case .rsa(let key): self = .rsa(key)
        case .ec(let key): self = .ec(key)
        case .ed25519(let key): self = .ed25519(key)
        case nil: return nil
        }
    }
}
