import COpenSSL

/// AES-256 in Galois/Counter Mode: how private keys are kept at rest. See ``AESGCM``, which does the work.
package struct AES256GCM: Sendable {
    package static let keyLength = 32
    package static let nonceLength = AESGCM.nonceLength
    package static let tagLength = AESGCM.tagLength

    private let cipher: AESGCM

    /// Takes a key of 32 bytes; any other length is refused.
    package init(key: consuming SecretBytes) throws(CryptographyError) {
        guard key.count == Self.keyLength else { throw .wrongLength }
        cipher = try AESGCM(key: key)
    }

    /// Encrypts `plaintext` and authenticates it together with `additionalData`.
    package func seal(
        _ plaintext: [UInt8], nonce: [UInt8], additionalData: [UInt8]
    ) throws(CryptographyError) -> (ciphertext: [UInt8], tag: [UInt8]) {
        try cipher.seal(plaintext, nonce: nonce, additionalData: additionalData)
    }

    /// What was sealed; see ``AESGCM/open(_:tag:nonce:additionalData:)``.
    package func open(
        _ ciphertext: [UInt8], tag: [UInt8], nonce: [UInt8], additionalData: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try cipher.open(ciphertext, tag: tag, nonce: nonce, additionalData: additionalData)
    }
}

/// AES-128 or AES-256, as the key is long, in Galois/Counter Mode (NIST SP 800-38D) with nonces of 96 bits and tags of 128.
///
/// A nonce must never come twice under one key, or both secrecy and authenticity are lost: take 12 random
/// bytes for each message, and change the key well before 2³² messages.
package final class AESGCM: Sendable {
    package static let nonceLength = 12
    package static let tagLength = 16

    private let key: SecretBytes
    private let method: Fetched

    /// Takes a key of 16 or 32 bytes; any other length is refused.
    package init(key: consuming SecretBytes) throws(CryptographyError) {
        switch key.count {
        case 16: method = .aes128GCM
        case 32: method = .aes256GCM
        default: throw .wrongLength
        }
        self.key = key
    }

    /// Encrypts `plaintext` and authenticates it together with `additionalData`.
    package func seal(
        _ plaintext: [UInt8], nonce: [UInt8], additionalData: [UInt8]
    ) throws(CryptographyError) -> (ciphertext: [UInt8], tag: [UInt8]) {
        let context = try begin(.seal, nonce: nonce, additionalData: additionalData)
        defer { EVP_CIPHER_CTX_free(context) }
        var ciphertext = [UInt8](repeating: 0, count: plaintext.count)
        try update(context, plaintext, into: &ciphertext)
        var tag = [UInt8](repeating: 0, count: Self.tagLength)
        var length: Int32 = 0
        // The final call of a stream mode writes nothing, but wants somewhere to write to.
        try Library.check(EVP_EncryptFinal_ex(context, &tag, &length))
        try Library.check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag))
        return (ciphertext, tag)
    }

    /// The plaintext, if ciphertext, tag, nonce and additional data are those of one
    /// ``seal(_:nonce:additionalData:)``; else `.authenticationFailed`, and nothing of the plaintext. Wipe it
    /// with ``cleanse(_:)`` after use.
    package func open(
        _ ciphertext: [UInt8], tag: [UInt8], nonce: [UInt8], additionalData: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        // libcrypto would take shorter tags, which are quicker to guess.
        guard tag.count == Self.tagLength else { throw .wrongLength }
        let context = try begin(.open, nonce: nonce, additionalData: additionalData)
        defer { EVP_CIPHER_CTX_free(context) }
        var plaintext = [UInt8](repeating: 0, count: ciphertext.count)
        try update(context, ciphertext, into: &plaintext)
        var expected = tag
        try Library.check(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(expected.count), &expected))
        var unused = [UInt8](repeating: 0, count: Self.tagLength)
        var length: Int32 = 0
        guard Library.isTrue(EVP_DecryptFinal_ex(context, &unused, &length)) else {
            cleanse(&plaintext)
            throw .authenticationFailed
        }
        return plaintext
    }

    private enum Direction: Int32 {
        case open = 0
        case seal = 1
    }

    private func begin(
        _ direction: Direction, nonce: [UInt8], additionalData: [UInt8]
    ) throws(CryptographyError) -> OpaquePointer {
        guard nonce.count == Self.nonceLength else { throw .wrongLength }
        let context = try Library.check(EVP_CIPHER_CTX_new())
        do {
            // 96 bits is the length that libcrypto expects of a GCM nonce unless it is told another.
            let isReady = key.withUnsafeBytes { key in
                EVP_CipherInit_ex2(
                    context, method.pointer, key.bindMemory(to: UInt8.self).baseAddress, nonce,
                    direction.rawValue, nil)
            }
            try Library.check(isReady)
            if !additionalData.isEmpty {
                var length: Int32 = 0
                let count = try Self.length(of: additionalData)
                try Library.check(EVP_CipherUpdate(context, nil, &length, additionalData, count))
            }
            return context
        } catch {
            EVP_CIPHER_CTX_free(context)
            throw error
        }
    }

    private func update(
        _ context: OpaquePointer, _ input: [UInt8], into output: inout [UInt8]
    ) throws(CryptographyError) {
        guard !input.isEmpty else { return }
        var length: Int32 = 0
        try Library.check(EVP_CipherUpdate(context, &output, &length, input, Self.length(of: input)))
        guard Int(length) == input.count else { throw .openSSL(code: 0) }
    }

    /// libcrypto counts in C's `int`.
    private static func length(of bytes: [UInt8]) throws(CryptographyError) -> Int32 {
        guard let length = Int32(exactly: bytes.count) else { throw .wrongLength }
        return length
    }
}
