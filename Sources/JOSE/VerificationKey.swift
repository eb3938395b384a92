import Cryptography

/// A public key together with the one algorithm that it verifies (RFC 8725 §3.1).
package struct VerificationKey: Sendable {
    package let algorithm: SignatureAlgorithm
    private let verifier: Verifier

    private enum Verifier: Sendable {
        case rsa(RSAPublicKey, RSASignatureScheme)
        case ec(ECPublicKey)
        case ed25519(Ed25519PublicKey)
    }

    /// Refuses an algorithm that the key can't be used with, or that isn't the one that it names; by either of its names.
    package init(_ key: JWK, algorithm: SignatureAlgorithm) throws(JOSEError) {
        guard key.fits(algorithm), key.algorithm.map({ $0.ofKeys == algorithm.ofKeys }) ?? true else {
            throw .wrongAlgorithm
        }
        switch (key.material, algorithm.rsaScheme) {
        case (.rsa(let rsa), let scheme?): verifier = .rsa(rsa, scheme)
        case (.ec(let ec), _): verifier = .ec(ec)
        case (.ed25519(let ed25519), _): verifier = .ed25519(ed25519)
        case (.rsa, nil): throw .wrongAlgorithm
        }
        self.algorithm = algorithm
    }

    package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        switch verifier {
        case .rsa(let key, let scheme): key.isValidSignature(signature, for: message, scheme)
        case .ec(let key): key.isValidSignature(signature, for: message)
        case .ed25519(let key): key.isValidSignature(signature, for: message)
        }
    }
}
