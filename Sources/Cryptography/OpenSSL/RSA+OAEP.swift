import COpenSSL

/// RSAES-OAEP with SHA-256 for the hash and for MGF1, and no label (RFC 8017 §7.1, `RSA-OAEP-256` of RFC 7518 §4.3).
extension RSAPublicKey {
    /// Encrypts a short secret; what it gives is as long as the modulus.
    package func encrypt(_ secret: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let context = try Library.check(EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil))
        defer { EVP_PKEY_CTX_free(context) }
        try Library.check(EVP_PKEY_encrypt_init(context))
        guard OAEP.isSet(on: context) else { throw .openSSL(code: 0) }
        var output = [UInt8](repeating: 0, count: modulus.count)
        var length = output.count
        try Library.check(EVP_PKEY_encrypt(context, &output, &length, secret, secret.count))
        guard length == output.count else { throw .openSSL(code: 0) }
        return output
    }
}

extension RSAPrivateKey {
    /// The secret that was encrypted to this key; `.authenticationFailed` for everything else. Wipe it with ``cleanse(_:)``
    /// after use.
    package func decrypt(_ encrypted: [UInt8]) throws(CryptographyError) -> [UInt8] {
        // RFC 8017 §7.1.2, step 1: exactly as long as the modulus.
        guard encrypted.count == publicKey.modulus.count else { throw .authenticationFailed }
        let context = try Library.check(EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil))
        defer { EVP_PKEY_CTX_free(context) }
        try Library.check(EVP_PKEY_decrypt_init(context))
        guard OAEP.isSet(on: context) else { throw .openSSL(code: 0) }
        var output = [UInt8](repeating: 0, count: encrypted.count)
        var length = output.count
        guard Library.isTrue(EVP_PKEY_decrypt(context, &output, &length, encrypted, encrypted.count)),
            length <= output.count
        else {
            cleanse(&output)
            throw .authenticationFailed
        }
        defer { cleanse(&output) }
        return Array(output.prefix(length))
    }
}

private enum OAEP {
    /// On a context that was made ready to encrypt or decrypt.
    static func isSet(on context: OpaquePointer) -> Bool {
        Library.isTrue(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING))
            && Library.isTrue(EVP_PKEY_CTX_set_rsa_oaep_md(context, HashAlgorithm.sha256.method))
            && Library.isTrue(EVP_PKEY_CTX_set_rsa_mgf1_md(context, HashAlgorithm.sha256.method))
    }
}
