import Cryptography
import JOSE
import Wire

/// What a token is bound to (RFC 7800 `cnf`): who presents it has to show that they hold that too, so that a token which
/// was copied opens nothing.
package enum Confirmation: Hashable, Sendable {
    /// A key by which each request is proven (DPoP, RFC 9449 §6.1).
    case key(KeyThumbprint)
    /// A certificate with which each connection begins (RFC 8705 §3).
    case certificate(CertificateThumbprint)

    /// The claim `cnf`.
    package var json: JSONObject {
        switch self {
        case .key(let thumbprint): ["jkt": .string(thumbprint.text)]
        case .certificate(let thumbprint): ["x5t#S256": .string(thumbprint.text)]
        }
    }

    /// Reads the claim of a token that we have signed.
    /// - Returns: `nil` for one of another form.
    init?(_ json: JSONObject) {
        if let thumbprint = json["jkt"]?.string.flatMap(KeyThumbprint.init) {
            self = .key(thumbprint)
        } else if let thumbprint = json["x5t#S256"]?.string.flatMap(CertificateThumbprint.init) {
            self = .certificate(thumbprint)
        } else {
            return nil
        }
    }
}

/// The SHA-256 thumbprint of a public key (RFC 7638): `jkt`, and `dpop_jkt` of an authorization request (RFC 9449 §10).
package struct KeyThumbprint: Hashable, Sendable {
    package let text: String

    init(of key: JWK) { text = key.thumbprint }

    /// - Returns: `nil` for what is not the Base64url of a SHA-256.
    package init?(_ text: String) {
        guard let bytes = try? Base64URL.decode(text), bytes.count == HashAlgorithm.sha256.byteCount else { return nil }
        self.text = text
    }
}
