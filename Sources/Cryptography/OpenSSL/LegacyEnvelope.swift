import COpenSSL

// The envelope that VNeID's direct sign-on puts its messages into (profile `quirks` of Documentation/VNEID.md): AES-256 in
// ECB mode with the padding of PKCS #5, and its key by RSAES-PKCS1-v1_5 (RFC 8017 §7.2). Nothing in it authenticates
// anything, and both paddings have been asked about, bit by bit, until they had told everything (Bleichenbacher 1998,
// Vaudenay 2002). It is here for that one party, in that one adapter and in what plays it; a test sees that nobody else
// names it.

/// Whoever an envelope is for: opens it, or not, and says no more than that.
package final class LegacyEnvelopeOpener: Sendable {
    private let key: RSAPrivateKey
    /// What stands in for a key that isn't there is made of this and the envelope: always the same for the same envelope,
    /// and nobody can foresee it.
    private let decoys: SecretBytes

    package init(_ key: RSAPrivateKey) throws(CryptographyError) {
        self.key = key
        let numbers = try key.numbers()
        var exponent = numbers.d.withUnsafeBytes { Array($0) }
        defer { cleanse(&exponent) }
        var secret = HMAC.sha256(key: exponent, Array("keys of envelopes that have none".utf8))
        decoys = SecretBytes(moving: &secret)
    }

    /// What was sealed; `nil` for anything else, whatever is wrong with it.
    ///
    /// The lengths are everybody's to see. Behind them every envelope takes the same way, with one result at its end: a
    /// wrapped key whose padding is wrong is replaced by one that opens nothing, without a branch, as TLS does with a
    /// premaster secret (RFC 5246 §7.4.7.1). The length of the key is known beforehand, so that even the count of the
    /// padding tells nothing.
    /// - Parameters:
    ///   - data: the ciphertext of AES.
    ///   - wrappedKey: the ciphertext of RSA.
    package func open(data: [UInt8], wrappedKey: [UInt8]) -> [UInt8]? {
        guard wrappedKey.count == key.publicKey.modulus.count, !data.isEmpty,
            data.count.isMultiple(of: ECB.blockLength)
        else { return nil }
        var aesKey = unwrapped(wrappedKey)
        defer { cleanse(&aesKey) }
        guard var clear = try? ECB.run(.decrypt, data, key: aesKey) else { return nil }
        defer { cleanse(&clear) }
        return ECB.withoutPadding(clear)
    }

    private func unwrapped(_ wrappedKey: [UInt8]) -> [UInt8] {
        var secret = decoys.withUnsafeBytes { Array($0) }
        var decoy = HMAC.sha256(key: secret, wrappedKey)
        // Zeroes are no encoded message: what isn't below the modulus ends like any other wrong one.
        var encoded = (try? raw(wrappedKey)) ?? [UInt8](repeating: 0, count: wrappedKey.count)
        defer {
            cleanse(&secret)
            cleanse(&decoy)
            cleanse(&encoded)
        }
        return Self.key(in: encoded, orElse: decoy)
    }

    /// RSADP alone (RFC 8017 §5.1.2), blinded by libcrypto: its own removal of the padding would say whether there is one,
    /// and not before version 3.2 hide it.
    private func raw(_ wrappedKey: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let context = try Library.check(EVP_PKEY_CTX_new_from_pkey(nil, key.handle.pointer, nil))
        defer { EVP_PKEY_CTX_free(context) }
        try Library.check(EVP_PKEY_decrypt_init(context))
        try Library.check(EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING))
        var output = [UInt8](repeating: 0, count: wrappedKey.count)
        var length = output.count
        try Library.check(EVP_PKEY_decrypt(context, &output, &length, wrappedKey, wrappedKey.count))
        guard length == output.count else { throw .openSSL(code: 0) }
        return output
    }

    /// The last 32 octets of `00 02 PS 00 K`, where PS has no zero (RFC 8017 §7.2.2, step 3); of anything else the decoy.
    private static func key(in encoded: [UInt8], orElse decoy: [UInt8]) -> [UInt8] {
        let start = encoded.count - ECB.keyLength
        var wrong = encoded[0] | (encoded[1] ^ 2) | encoded[start - 1]
        for position in 2..<(start - 1) { wrong |= Mask.zero(encoded[position]) }
        let isRight = Mask.zero(wrong)
        return (0..<ECB.keyLength).map { encoded[start + $0] & isRight | decoy[$0] & ~isRight }
    }
}

/// Whoever seals: one key of AES, wrapped for its one reader, for one message or several.
package final class LegacyEnvelopeKey: Sendable {
    /// The ciphertext of RSA.
    package let wrapped: [UInt8]
    private let key: SecretBytes

    package init(for reader: RSAPublicKey, random: some RandomSource) throws(CryptographyError) {
        var key = random.bytes(ECB.keyLength)
        let context = try Library.check(EVP_PKEY_CTX_new_from_pkey(nil, reader.handle.pointer, nil))
        defer { EVP_PKEY_CTX_free(context) }
        try Library.check(EVP_PKEY_encrypt_init(context))
        try Library.check(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING))
        var output = [UInt8](repeating: 0, count: reader.modulus.count)
        var length = output.count
        try Library.check(EVP_PKEY_encrypt(context, &output, &length, key, key.count))
        guard length == output.count else { throw .openSSL(code: 0) }
        wrapped = output
        self.key = SecretBytes(moving: &key)
    }

    /// The ciphertext of AES.
    package func seal(_ clear: [UInt8]) throws(CryptographyError) -> [UInt8] {
        var key = key.withUnsafeBytes { Array($0) }
        defer { cleanse(&key) }
        return try ECB.run(.encrypt, ECB.withPadding(clear), key: key)
    }
}

/// AES-256 in ECB mode over whole blocks, and the padding of PKCS #5 (RFC 8018 §6.1.1, with blocks of 16).
private enum ECB {
    static let keyLength = 32
    static let blockLength = 16

    private static let method = Fetched(EVP_CIPHER_fetch(nil, "AES-256-ECB", nil), name: "AES-256-ECB")

    enum Direction: Int32 {
        case decrypt = 0
        case encrypt = 1
    }

    static func run(_ direction: Direction, _ input: [UInt8], key: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard key.count == keyLength, let count = Int32(exactly: input.count) else { throw .wrongLength }
        let context = try Library.check(EVP_CIPHER_CTX_new())
        defer { EVP_CIPHER_CTX_free(context) }
        try Library.check(EVP_CipherInit_ex2(context, method.pointer, key, nil, direction.rawValue, nil))
        try Library.check(EVP_CIPHER_CTX_set_padding(context, 0))
        var output = [UInt8](repeating: 0, count: input.count)
        var written: Int32 = 0
        try Library.check(EVP_CipherUpdate(context, &output, &written, input, count))
        guard written == count else { throw .openSSL(code: 0) }
        return output
    }

    static func withPadding(_ clear: [UInt8]) -> [UInt8] {
        let count = blockLength - clear.count % blockLength
        return clear + [UInt8](repeating: UInt8(count), count: count)
    }

    /// Looks at all of the last block, whatever it finds.
    /// - Parameter clear: one block at the least.
    static func withoutPadding(_ clear: [UInt8]) -> [UInt8]? {
        let count = clear[clear.count - 1]
        var wrong = Mask.zero(count) | Mask.isLess(UInt8(blockLength), than: count)
        for position in 1...UInt8(blockLength) {
            let isPadding = ~Mask.isLess(count, than: position)
            wrong |= isPadding & (clear[clear.count - Int(position)] ^ count)
        }
        return wrong == 0 ? Array(clear.dropLast(Int(count))) : nil
    }
}

/// Comparisons without a branch: every bit set for yes, none for no.
private enum Mask {
    static func zero(_ byte: UInt8) -> UInt8 { isLess(byte, than: 1) }

    static func isLess(_ a: UInt8, than b: UInt8) -> UInt8 {
        UInt8(truncatingIfNeeded: (UInt16(a) &- UInt16(b)) >> 8)
    }
}
