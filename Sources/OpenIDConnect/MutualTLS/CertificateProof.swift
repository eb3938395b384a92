import Cryptography
import Identity
import JOSE

/// That a client holds the certificate that it is registered with (RFC 8705 §2): it counts for the registration under which it was
/// looked at.
package struct CertificateProof: Hashable, Sendable {
    package let clientID: ClientID
    let credential: ClientCredential

    /// - Parameters:
    ///   - authorities: those whose certificates are believed; `nil` where nobody's are.
    ///   - keys: those of a client that vouches for itself, as they are now.
    package init?(
        _ certificate: ClientCertificate, of client: Client, by authorities: CertificateAuthorities?, keys: JWKSet?,
        at now: Instant
    ) {
        switch client.credential {
        case .certificate(let subject):
            guard let authorities, certificate.proves(subject, by: authorities, at: now) else { return nil }
        case .selfSigned: guard let keys, certificate.isOf(keys) else { return nil }
        case .none, .secret, .signingSecret, .keys: return nil
        }
        clientID = client.id
        credential = client.credential
    }
}

/// What the settings say of clients' certificates.
package struct MutualTLS: Sendable {
    package let source: Source
    /// Those that sign certificates of clients; `nil` where clients vouch for themselves only.
    package let authorities: CertificateAuthorities?
    /// Where clients with certificates are to ask (RFC 8705 §5); `nil` for the same address as everybody.
    package let address: Issuer?

    /// How we know of them.
    package enum Source: Hashable, Sendable {
        /// Trusted proxies pass them on in a field of this name.
        case field(String)
        /// A port of ours asks for them when a connection begins.
        case handshake
    }

    package init(_ source: Source, authorities: CertificateAuthorities? = nil, address: Issuer? = nil) {
        self.source = source
        self.authorities = authorities
        self.address = address
    }

    /// The ways of authenticating that there are with it.
    package var methods: [String] { (authorities == nil ? [] : [Self.signedMethod]) + [Self.selfSignedMethod] }

    /// `token_endpoint_auth_method` (RFC 8705 §2.1.1, §2.2.1).
    package static let signedMethod = "tls_client_auth"
    package static let selfSignedMethod = "self_signed_tls_client_auth"
}
