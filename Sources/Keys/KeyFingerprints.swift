import JOSE

/// By what an installation's secrets are known: a hash of each that tells nothing of it. The records keep them, so that
/// keys of another installation, or new ones in the place of lost ones, are noticed before anybody is answered.
package struct KeyFingerprints: Hashable, Sendable {
    /// By `kid`: SHA-256 of the public key's required members (RFC 7638 §3), in Base64url.
    package let signingKeys: [String: String]
    /// A keyed hash whose key is the secret itself.
    package let pairwise: String

    package init(signingKeys: [String: String], pairwise: String) {
        self.signingKeys = signingKeys
        self.pairwise = pairwise
    }
}

extension ProviderSecrets {
    package var fingerprints: KeyFingerprints {
        // Once for each key, whatever it is called.
        let keys = keys.current.published.keys.filter { $0.algorithm == $0.algorithm?.ofKeys }.map {
            ($0.id?.value ?? $0.thumbprint, $0.thumbprint)
        }
        return KeyFingerprints(
            signingKeys: Dictionary(keys, uniquingKeysWith: { first, _ in first }), pairwise: subjects.fingerprint)
    }
}
