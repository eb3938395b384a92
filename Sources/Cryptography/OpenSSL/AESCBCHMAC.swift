import COpenSSL

/// AES_128_CBC_HMAC_SHA_256 (RFC 7518 §5.2.3): AES-128 in CBC mode, and an HMAC over what it gives, in this order. A key is
/// 32 bytes: the HMAC's half comes first.
///
/// Nothing is decrypted before its tag is right, so that no padding can be asked about.
package final class AES128CBCHMAC: Sendable {
    package static let keyLength = 32
    package static let nonceLength = 16
    package static let tagLength = 16

    private let key: SecretBytes

    /// Takes a key of 32 bytes; any other length is refused.
    package init(key: consuming SecretBytes) throws(CryptographyError) {
        guard key.count == Self.keyLength else { throw .wrongLength }
        self.key = key
    }

    /// Encrypts `plaintext`, padded to whole blocks, and authenticates it together with `additionalData`.
    /// - Parameter nonce: 16 bytes that nobody could foresee.
    package func seal(
        _ plaintext: [UInt8], nonce: [UInt8], additionalData: [UInt8]
    ) throws(CryptographyError) -> (ciphertext: [UInt8], tag: [UInt8]) {
        guard nonce.count == Self.nonceLength else { throw .wrongLength }
        let ciphertext = try run(.encrypt, plaintext, nonce: nonce)
        return (ciphertext, tag(of: ciphertext, nonce: nonce, additionalData: additionalData))
    }

    /// The plaintext, if ciphertext, tag, nonce and additional data are those of one
    /// ``seal(_:nonce:additionalData:)``; else `.authenticationFailed`. Wipe it with ``cleanse(_:)`` after use.
    package func open(
        _ ciphertext: [UInt8], tag: [UInt8], nonce: [UInt8], additionalData: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        guard nonce.count == Self.nonceLength, tag.count == Self.tagLength else { throw .wrongLength }
        let expected = self.tag(of: ciphertext, nonce: nonce, additionalData: additionalData)
        guard constantTimeEqual(tag, expected) else { throw .authenticationFailed }
        // Whoever made this tag has the key: a wrong padding is the sender's own fault, and tells nobody else anything.
        do { return try run(.decrypt, ciphertext, nonce: nonce) } catch { throw .authenticationFailed }
    }

    /// RFC 7518 §5.2.2.1, step 5: over the additional data, the nonce, the ciphertext, and the additional data's length in bits.
    private func tag(of ciphertext: [UInt8], nonce: [UInt8], additionalData: [UInt8]) -> [UInt8] {
        let bits = withUnsafeBytes(of: (UInt64(additionalData.count) * 8).bigEndian) { Array($0) }
        var macKey = key.withUnsafeBytes { Array($0.prefix(16)) }
        defer { cleanse(&macKey) }
        return Array(HMAC.sha256(key: macKey, additionalData + nonce + ciphertext + bits).prefix(Self.tagLength))
    }

    private enum Direction: Int32 {
        case decrypt = 0
        case encrypt = 1
    }

    private func run(_ direction: Direction, _ input: [UInt8], nonce: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let context = try Library.check(EVP_CIPHER_CTX_new())
        defer { EVP_CIPHER_CTX_free(context) }
        let isReady = key.withUnsafeBytes { key in
            EVP_CipherInit_ex2(
                context, Fetched.aes128CBC.pointer,
                key.bindMemory(to: UInt8.self).baseAddress.map { $0 + 16 }, nonce, direction.rawValue, nil)
        }
        try Library.check(isReady)
        guard let count = Int32(exactly: input.count) else { throw .wrongLength }
        var output = [UInt8](repeating: 0, count: input.count + 16)
        var (written, last): (Int32, Int32) = (0, 0)
        try Library.check(EVP_CipherUpdate(context, &output, &written, input, count))
        let isWhole = output.withUnsafeMutableBufferPointer { output in
            EVP_CipherFinal_ex(context, output.baseAddress.map { $0 + Int(written) }, &last)
        }
        guard Library.isTrue(isWhole) else {
            cleanse(&output)
            throw .authenticationFailed
        }
        output.removeLast(output.count - Int(written + last))
        return output
    }
}
