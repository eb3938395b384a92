import Cryptography
import Wire

/// A private key that opens what was encrypted to its public part.
package struct DecryptionKey: Sendable {
    package let publicKey: EncryptionKey
    private let opener: Opener

    private enum Opener: Sendable {
        case rsa(RSAPrivateKey)
        case p256(ECPrivateKey)
    }

    package init(rsa key: RSAPrivateKey) {
        opener = .rsa(key)
        publicKey = Self.named(.rsa(key.publicKey), .RSA_OAEP_256)
    }

    /// - Parameter key: a key of P-256; another curve's is refused.
    package init(p256 key: ECPrivateKey) throws(JOSEError) {
        guard key.curve == .p256 else { throw .invalidKey }
        opener = .p256(key)
        // One key for both ways of agreeing on one: each derives something else of it (RFC 7518 §4.6.2, AlgorithmID).
        publicKey = Self.named(.p256(key.publicKey), nil)
    }

    /// The key that goes with a signing key, on every node: it comes, stays sealed, changes and goes with that one, and has no
    /// document or state of its own. Beside an RSA key stands another. That of a key of P-256 is derived from its private value:
    /// nothing of the one can be told from the other.
    /// - Returns: `nil` for a signing key that none goes with.
    package init?(goingWith key: SigningKey) throws(JOSEError) {
        if let companion = key.companion {
            self.init(rsa: companion)
            return
        }
        guard var seed = try key.derivationSeed(for: "encryption to us") else { return nil }
        defer { cleanse(&seed) }
        do {
            // One value in 2³² is no private one: then the next is taken.
            for _ in 0..<8 {
                seed = HMAC.sha256(key: seed, Array("P-256".utf8))
                if let key = try ECPrivateKey.p256(privateValue: SecretBytes(copying: seed)) {
                    try self.init(p256: key)
                    return
                }
            }
        } catch let error as JOSEError {
            throw error
        } catch {
            throw .invalidKey
        }
        throw .invalidKey
    }

    private static func named(_ material: EncryptionKey.Material, _ algorithm: KeyManagementAlgorithm?) -> EncryptionKey
    {
        EncryptionKey(material, id: KeyID(EncryptionKey(material).thumbprint), algorithm: algorithm)
    }

    /// The key of a message's content.
    /// - Returns: `nil` for what wasn't encrypted to this key.
    /// - Throws: `.wrongAlgorithm` for a message of another kind of key, which its header shows to everybody.
    func contentKey(of header: JWEHeader, encrypted: [UInt8]) throws(JOSEError) -> SecretBytes? {
        switch (opener, header.algorithm, header.ephemeralKey) {
        case (.rsa(let key), .RSA_OAEP_256, _):
            guard var content = try? key.decrypt(encrypted) else { return nil }
            return SecretBytes(moving: &content)
        case (.p256(let key), .ECDH_ES, let other?):
            guard encrypted.isEmpty else { return nil }
            return try Self.agree(key, other, header)
        case (.p256(let key), .ECDH_ES_A256KW, let other?):
            let wrapping = try Self.agree(key, other, header)
            guard var content = try? AESKeyWrap.unwrap(encrypted, by: wrapping) else { return nil }
            return SecretBytes(moving: &content)
        case (.rsa, _, _), (.p256, _, _): throw .wrongAlgorithm
        }
    }

    private static func agree(
        _ key: ECPrivateKey, _ other: ECPublicKey, _ header: JWEHeader
    ) throws(JOSEError) -> SecretBytes {
        do {
            return try KeyAgreement(header).derive(from: key.sharedSecret(with: other))
        } catch {
            throw .cryptography(error)
        }
    }
}

extension SigningKey {
    /// A secret for one purpose, made of the private value of a key of P-256; the caller wipes it. `nil` for other keys.
    fileprivate func derivationSeed(for purpose: String) throws(JOSEError) -> [UInt8]? {
        guard algorithm == .ES256, let json = try? privateJSON(), var value = try? json.octets("d") else { return nil }
        defer { cleanse(&value) }
        return HMAC.sha256(key: value, Array(purpose.utf8))
    }
}
