import Cryptography
import Wire

/// A JSON Web Encryption in the compact serialisation (RFC 7516 §3.1, §7.1), the only one that we read or write.
package enum JWE {
    /// Encrypts a message to one key.
    /// - Parameters:
    ///   - contentType: `cty`: `JWT` for a signed token within (RFC 7519 §5.2).
    ///   - random: for the content's key and the initialisation vector.
    /// - Throws: `.wrongAlgorithm` for a key that the algorithm can't be used with.
    package static func encrypt(
        _ plaintext: [UInt8], to key: EncryptionKey, _ algorithm: KeyManagementAlgorithm,
        _ encryption: ContentEncryption,
        contentType: String? = nil, random: any RandomSource
    ) throws(JOSEError) -> String {
        guard key.fits(algorithm) else { throw .wrongAlgorithm }
        var header: JSONObject = ["alg": .string(algorithm.rawValue), "enc": .string(encryption.rawValue)]
        header["kid"] = key.id.map { .string($0.value) }
        header["cty"] = contentType.map(JSONValue.string)
        do {
            let content: Content
            switch key.material {
            case .rsa(let rsa): content = try wrapped(by: rsa, encryption, random)
            case .p256(let point):
                let ephemeral = try ECPrivateKey.generate(.p256)
                header["epk"] = .object(JWK(.ec(ephemeral.publicKey)).required)
                let agreement = KeyAgreement(try JWEHeader(JSONWriter.write(header)))
                let secret = agreement.derive(from: try ephemeral.sharedSecret(with: point))
                content =
                    algorithm == .ECDH_ES ? Content(key: secret) : try wrapped(by: secret, encryption, random)
            }
            return try serialize(
                plaintext, header: header, content, encryption, vector: random.bytes(encryption.vectorLength))
        } catch let error as CryptographyError {
            throw .cryptography(error)
        } catch let error as JOSEError {
            throw error
        } catch {
            throw .malformed
        }
    }

    /// The key of a message's content, and how it travels: not at all, where both sides derive it.
    private struct Content: ~Copyable {
        let key: SecretBytes
        let encrypted: [UInt8]

        init(key: consuming SecretBytes, encrypted: [UInt8] = []) {
            self.key = key
            self.encrypted = encrypted
        }
    }

    private static func wrapped(
        by key: RSAPublicKey, _ encryption: ContentEncryption, _ random: any RandomSource
    ) throws(CryptographyError) -> Content {
        var content = random.bytes(encryption.keyLength)
        let encrypted = try key.encrypt(content)
        return Content(key: SecretBytes(moving: &content), encrypted: encrypted)
    }

    private static func wrapped(
        by key: borrowing SecretBytes, _ encryption: ContentEncryption, _ random: any RandomSource
    ) throws(CryptographyError) -> Content {
        var content = random.bytes(encryption.keyLength)
        let encrypted = try AESKeyWrap.wrap(content, by: key)
        return Content(key: SecretBytes(moving: &content), encrypted: encrypted)
    }

    private static func serialize(
        _ plaintext: [UInt8], header: JSONObject, _ content: consuming Content, _ encryption: ContentEncryption,
        vector: [UInt8]
    ) throws(CryptographyError) -> String {
        let protected = Base64URL.encode(JSONWriter.write(header))
        let encrypted = content.encrypted
        let sealed = try encryption.seal(
            plaintext, key: content.key, vector: vector, additionalData: Array(protected.utf8))
        let parts = [encrypted, vector, sealed.ciphertext, sealed.tag].map { Base64URL.encode($0) }
        return ([protected] + parts).joined(separator: ".")
    }
}

/// A message that has the form of a JWE.
package struct EncryptedJWE: Sendable {
    package let header: JWEHeader
    private let encryptedKey, vector, ciphertext, tag, additionalData: [UInt8]

    /// Whether a text has the five parts of one; a signed token has three.
    package static func hasForm(of text: String) -> Bool {
        text.utf8.count { $0 == UInt8(ascii: ".") } == 4
    }

    /// Reads the compact serialisation: exactly five parts, each of canonical Base64url.
    package init(parsing text: String) throws(JOSEError) {
        guard text.utf8.count <= Limits.tokenBytes else { throw .malformed }
        let parts = text.utf8.split(
            separator: UInt8(ascii: "."), maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 5, !parts[0].isEmpty, parts[0].count <= Limits.tokenHeaderBytes else { throw .malformed }
        let decoded: [[UInt8]]
        do { decoded = try parts.map { try Base64URL.decode(Substring($0)) } } catch { throw .malformed }
        header = try JWEHeader(decoded[0])
        (encryptedKey, vector, ciphertext, tag) = (decoded[1], decoded[2], decoded[3], decoded[4])
        additionalData = Array(parts[0])
    }

    /// The message, if it was encrypted to one of our keys: the one that it names, or where it names none the first of its
    /// kind.
    /// - Throws: `.decryptionFailed`, whatever was wrong with key, content or tag, and after the same work (RFC 7516 §11.5).
    package func decrypted(by keys: [DecryptionKey]) throws(JOSEError) -> [UInt8] {
        let key = keys.first { key in
            key.publicKey.fits(header.algorithm) && (header.keyID == nil || header.keyID == key.publicKey.id)
        }
        guard let key else { throw .decryptionFailed }
        let length = header.encryption.keyLength
        guard let content = try? key.contentKey(of: header, encrypted: encryptedKey), content.count == length else {
            // A key that nobody knows takes as long, and what it may open is nobody's message.
            _ = try? open(by: SecretBytes(copying: .init(repeating: 0, count: length)))
            throw .decryptionFailed
        }
        do { return try open(by: content) } catch { throw .decryptionFailed }
    }

    private func open(by content: consuming SecretBytes) throws(CryptographyError) -> [UInt8] {
        try header.encryption.open(
            ciphertext, tag: tag, key: content, vector: vector, additionalData: additionalData)
    }
}
