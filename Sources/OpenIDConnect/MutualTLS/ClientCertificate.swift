import Cryptography
import Identity
import JOSE
import Wire

/// The certificate that a client has shown when the connection began (RFC 8705 §2): whoever sends the request holds its key. Whose
/// it is, its registration says.
package struct ClientCertificate: Hashable, Sendable {
    private let certificate: Certificate

    /// Reads one in DER.
    /// - Returns: `nil` for what is none.
    package init?(_ encoded: [UInt8]) {
        guard encoded.count <= Limits.certificateBytes, let certificate = try? Certificate(encoded) else { return nil }
        self.certificate = certificate
    }

    /// What tokens are bound to (RFC 8705 §3.1).
    package var thumbprint: CertificateThumbprint { CertificateThumbprint(of: certificate) }

    /// Whether it is the one that a client is known by, signed by somebody who is believed (RFC 8705 §2.1).
    func proves(_ subject: CertificateSubject, by authorities: CertificateAuthorities, at now: Instant) -> Bool {
        subject.isOf(certificate) && authorities.vouch(for: certificate, atSecond: now.secondsSince1970)
    }

    /// Whether its key is among those of a client that vouches for itself (RFC 8705 §2.2). Nobody has signed the certificate who
    /// counts: what stands in it besides the key, its time too, is the client's own to say.
    package func isOf(_ keys: JWKSet) -> Bool {
        guard let own = JWK.Material(certificate) else { return false }
        return keys.keys.contains { $0.material == own }
    }
}

/// The SHA-256 of a certificate: `x5t#S256` (RFC 8705 §3.1).
package struct CertificateThumbprint: Hashable, Sendable {
    package let text: String

    init(of certificate: Certificate) { text = Base64URL.encode(certificate.thumbprint) }

    /// - Returns: `nil` for what is not the Base64url of a SHA-256.
    package init?(_ text: String) {
        guard let bytes = try? Base64URL.decode(text), bytes.count == HashAlgorithm.sha256.byteCount else { return nil }
        self.text = text
    }
}
