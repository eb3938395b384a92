import COpenSSL

/// AES-256 Key Wrap with the default initial value (RFC 3394 §2.2): one key, encrypted and authenticated by another.
package enum AESKeyWrap {
    package static let keyLength = 32
    /// How much longer a key is when it is wrapped.
    package static let overhead = 8

    /// - Parameters:
    ///   - content: a key of 16 bytes or more, in whole blocks of 8.
    ///   - key: 32 bytes.
    package static func wrap(_ content: [UInt8], by key: borrowing SecretBytes) throws(CryptographyError) -> [UInt8] {
        try run(content, by: key, isWrapping: true)
    }

    /// The key that was wrapped, or `.authenticationFailed`. Wipe it with ``cleanse(_:)`` after use.
    package static func unwrap(_ wrapped: [UInt8], by key: borrowing SecretBytes) throws(CryptographyError) -> [UInt8] {
        do { return try run(wrapped, by: key, isWrapping: false) } catch {
            throw error == .wrongLength ? error : .authenticationFailed
        }
    }

    private static func run(
        _ input: [UInt8], by key: borrowing SecretBytes, isWrapping: Bool
    ) throws(CryptographyError) -> [UInt8] {
        guard key.count == keyLength, input.count.isMultiple(of: 8), let count = Int32(exactly: input.count),
            input.count >= (isWrapping ? 16 : 24)
        else { throw .wrongLength }
        let context = try Library.check(EVP_CIPHER_CTX_new())
        defer { EVP_CIPHER_CTX_free(context) }
        // libcrypto wraps for nobody who doesn't say that they mean it.
        EVP_CIPHER_CTX_set_flags(context, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW)
        let isReady = key.withUnsafeBytes { key in
            EVP_CipherInit_ex2(
                context, Fetched.aes256Wrap.pointer, key.bindMemory(to: UInt8.self).baseAddress, nil,
                isWrapping ? 1 : 0, nil)
        }
        try Library.check(isReady)
        var output = [UInt8](repeating: 0, count: input.count + overhead)
        var written: Int32 = 0
        guard Library.isTrue(EVP_CipherUpdate(context, &output, &written, input, count)),
            Int(written) == input.count + (isWrapping ? overhead : -overhead)
        else {
            cleanse(&output)
            throw .authenticationFailed
        }
        output.removeLast(output.count - Int(written))
        return output
    }
}
