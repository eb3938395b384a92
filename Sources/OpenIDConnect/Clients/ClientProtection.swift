import JOSE

/// What protects a client's requests and tokens beyond what all clients have.
package struct ClientProtection: Hashable, Sendable {
    /// The profile that it is held to; `nil` for none.
    package let profile: SecurityProfile?
    /// `dpop_bound_access_tokens` (RFC 9449 §5.2): it gets no token that isn't bound to a key of its own.
    package let bindsTokens: Bool
    /// `tls_client_certificate_bound_access_tokens` (RFC 8705 §3.4): its tokens are bound to the certificate with which it asks.
    package let bindsToCertificate: Bool

    package init(profile: SecurityProfile? = nil, bindsTokens: Bool = false, bindsToCertificate: Bool = false) {
        self.profile = profile
        self.bindsTokens = bindsTokens
        self.bindsToCertificate = bindsToCertificate
    }

    /// Whether what others may do in several ways, it may do in one.
    package var isStrict: Bool { profile != nil }

    /// Whether its authorization requests and the answers to them are signed, and nothing else is taken or given.
    var signsMessages: Bool { profile == .fapi2MessageSigning }

    /// Whether it has to prove its key with each token request.
    var requiresProof: Bool { bindsTokens || isStrict }

    /// Whether its refresh tokens stay what they are when they are used. What is bound to who holds it needn't change, and an
    /// answer that is lost on its way costs nobody a sign-in (FAPI 2.0 Security Profile §5.3.2.1).
    var keepsRefreshTokens: Bool { isStrict }

    /// What its own tokens and assertions may be signed with; the provider has all of them.
    var algorithms: Set<SignatureAlgorithm> {
        Set(isStrict ? Self.strictAlgorithms : SignatureAlgorithm.allCases)
    }

    /// FAPI 2.0 Security Profile §5.4.1.
    static let strictAlgorithms: [SignatureAlgorithm] = [.ES256, .PS256, .EdDSA, .Ed25519]
}

/// A set of rules that a client keeps as a whole, and that no other option of its registration weakens.
package enum SecurityProfile: String, Hashable, Sendable, CaseIterable {
    /// FAPI 2.0 Security Profile: the client proves itself by a key, pushes its requests, with PKCE, and gets tokens that are bound
    /// to a key of its own. Most of it every client has; this says what is left of choice.
    case fapi2
    /// FAPI 2.0 Message Signing beside that: its authorization requests are signed (RFC 9101), and so are the answers (JARM).
    case fapi2MessageSigning = "fapi2-message-signing"
}
