import COpenSSL

/// RSA keys as others exchange them: DER, the content of a PEM file.
extension RSAPublicKey {
    /// Reads a SubjectPublicKeyInfo (RFC 5280 §4.1) and nothing behind it.
    package init(encoded: [UInt8]) throws(CryptographyError) {
        let handle = try KeyHandle(reading: encoded) { d2i_PUBKEY(nil, &$0, $1) }
        try self.init(
            modulus: try BigNumber(.modulus, of: handle).octets(),
            publicExponent: try BigNumber(.publicExponent, of: handle).octets())
    }

    /// A SubjectPublicKeyInfo.
    package func encoded() throws(CryptographyError) -> [UInt8] {
        try DER.encoded { i2d_PUBKEY(handle.pointer, $0) }
    }
}

extension RSAPrivateKey {
    /// Reads a PrivateKeyInfo (RFC 5958 §2) or an RSAPrivateKey (RFC 8017 A.1.2), and nothing behind it; numbers that don't
    /// belong to one another are refused.
    package init(encoded: [UInt8]) throws(CryptographyError) {
        let handle = try KeyHandle(reading: encoded) { d2i_AutoPrivateKey(nil, &$0, $1) }
        guard handle.passes({ EVP_PKEY_check($0) }) else { throw .invalidKey(.privateNumbers) }
        try self.init(owning: handle)
    }

    /// An RSAPrivateKey, for sealing. Wipe it with ``cleanse(_:)`` after use.
    package func encoded() throws(CryptographyError) -> [UInt8] {
        try DER.encoded { i2d_PrivateKey(handle.pointer, $0) }
    }
}

extension KeyHandle {
    /// Reads all of an encoded key, which has to be of plain RSA, and of a size that this room takes.
    fileprivate convenience init(
        reading encoded: [UInt8], _ read: (inout UnsafePointer<UInt8>?, Int) -> OpaquePointer?
    ) throws(CryptographyError) {
        let found = encoded.withUnsafeBufferPointer { buffer -> (key: OpaquePointer?, isWhole: Bool) in
            var position = buffer.baseAddress
            let key = read(&position, buffer.count)
            return (key, position == buffer.baseAddress.map { $0 + buffer.count })
        }
        guard let key = found.key else { throw Library.failure() }
        self.init(owning: key)
        guard found.isWhole, EVP_PKEY_is_a(key, "RSA") == 1,
            RSAPublicKey.bitCounts.contains(Int(EVP_PKEY_get_bits(key)))
        else { throw .invalidKey(.modulus) }
    }
}
