import COpenSSL

/// How a message is made into an RSA signature (RFC 8017 §8): the padding and the hash, always together.
package struct RSASignatureScheme: Hashable, Sendable {
    package enum Padding: Hashable, Sendable {
        /// RSASSA-PKCS1-v1_5.
        case pkcs1v15
        /// RSASSA-PSS with MGF1 over the same hash and a salt as long as the hash (RFC 7518 §3.5).
        case pss
    }

    package let padding: Padding
    package let hash: HashAlgorithm

    package init(_ padding: Padding, _ hash: HashAlgorithm) {
        self.padding = padding
        self.hash = hash
    }
}

/// An RSA public key of 2048 to 8192 bits (RFC 8017 §3.1). Refuses shorter moduli (RFC 7518 §3.3 sets the
/// floor), longer ones (a verification would cost too much), even ones, and exponents that are even, 1, or
/// longer than 64 bits.
package struct RSAPublicKey: Hashable, Sendable {
    static let bitCounts = 2048...8192

    /// n, big-endian, without leading zeroes.
    package let modulus: [UInt8]
    /// e, big-endian, without leading zeroes.
    package let publicExponent: [UInt8]
    let handle: KeyHandle

    package init(modulus: [UInt8], publicExponent: [UInt8]) throws(CryptographyError) {
        try Self.check(modulus: modulus, publicExponent: publicExponent)
        var parameters = try KeyParameters()
        try parameters.add(.modulus, number: BigNumber(modulus))
        try parameters.add(.publicExponent, number: BigNumber(publicExponent))
        handle = try parameters.makeKey("RSA", .publicKey, refusal: .modulus)
        self.modulus = modulus
        self.publicExponent = publicExponent
    }

    /// The public half of a private key, sharing its handle.
    fileprivate init(of handle: KeyHandle) throws(CryptographyError) {
        modulus = try BigNumber(.modulus, of: handle).octets()
        publicExponent = try BigNumber(.publicExponent, of: handle).octets()
        self.handle = handle
    }

    /// The length of the modulus in bits.
    package var bitCount: Int { modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0) }

    /// Whether `signature` is this key's over `message`; everything else than a valid signature is `false`.
    package func isValidSignature(
        _ signature: [UInt8], for message: [UInt8], _ scheme: RSASignatureScheme
    ) -> Bool {
        // RFC 8017 §8.1.2 and §8.2.2, step 1: exactly as long as the modulus.
        guard signature.count == modulus.count,
            let context = EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil)
        else { return false }
        defer { EVP_PKEY_CTX_free(context) }
        guard Library.isTrue(EVP_PKEY_verify_init(context)), scheme.isSet(on: context) else { return false }
        let digest = scheme.hash.digest(of: message)
        return Library.isTrue(EVP_PKEY_verify(context, signature, signature.count, digest, digest.count))
    }

    package static func == (a: RSAPublicKey, b: RSAPublicKey) -> Bool {
        a.modulus == b.modulus && a.publicExponent == b.publicExponent
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(modulus)
        hasher.combine(publicExponent)
    }

    fileprivate static func check(modulus: [UInt8], publicExponent: [UInt8]) throws(CryptographyError) {
        guard let first = modulus.first, first != 0, let last = modulus.last, last & 1 == 1,
            modulus.count <= bitCounts.upperBound / 8,
            bitCounts.contains(modulus.count * 8 - first.leadingZeroBitCount)
        else { throw .invalidKey(.modulus) }
        guard let first = publicExponent.first, first != 0, let last = publicExponent.last, last & 1 == 1,
            publicExponent != [1], publicExponent.count <= 8
        else { throw .invalidKey(.publicExponent) }
    }
}

/// An RSA private key with the five numbers of the Chinese remainder theorem, without which a signature would
/// cost four times as much (RFC 8017 §3.2, second representation).
package struct RSAPrivateKey: Sendable {
    /// The private numbers by the names of RFC 7518 §6.3.2, big-endian.
    package struct Numbers: ~Copyable, Sendable {
        package let d, p, q, dp, dq, qi: SecretBytes

        package init(
            d: consuming SecretBytes, p: consuming SecretBytes, q: consuming SecretBytes,
            dp: consuming SecretBytes, dq: consuming SecretBytes, qi: consuming SecretBytes
        ) {
            self.d = d
            self.p = p
            self.q = q
            self.dp = dp
            self.dq = dq
            self.qi = qi
        }
    }

    package let publicKey: RSAPublicKey
    let handle: KeyHandle

    /// Puts a key together from its numbers, and refuses numbers that don't belong to one another.
    ///
    /// The primes aren't tested for being prime: this reads keys that we generated and sealed, and the test
    /// takes long.
    package init(
        modulus: [UInt8], publicExponent: [UInt8], numbers: borrowing Numbers
    ) throws(CryptographyError) {
        try RSAPublicKey.check(modulus: modulus, publicExponent: publicExponent)
        let longest = max(
            numbers.d.count, numbers.p.count, numbers.q.count, numbers.dp.count, numbers.dq.count,
            numbers.qi.count)
        guard longest <= modulus.count else { throw .invalidKey(.privateNumbers) }

        let n = try BigNumber(modulus)
        let e = try BigNumber(publicExponent)
        let d = try BigNumber(numbers.d)
        let p = try BigNumber(numbers.p)
        let q = try BigNumber(numbers.q)
        let dp = try BigNumber(numbers.dp)
        let dq = try BigNumber(numbers.dq)
        let qi = try BigNumber(numbers.qi)
        guard try Self.belongTogether(n: n, e: e, d: d, p: p, q: q, dp: dp, dq: dq, qi: qi) else {
            throw .invalidKey(.privateNumbers)
        }

        var parameters = try KeyParameters()
        try parameters.add(.modulus, number: n)
        try parameters.add(.publicExponent, number: e)
        try parameters.add(.privateExponent, number: d)
        try parameters.add(.factor1, number: p)
        try parameters.add(.factor2, number: q)
        try parameters.add(.exponent1, number: dp)
        try parameters.add(.exponent2, number: dq)
        try parameters.add(.coefficient1, number: qi)
        handle = try parameters.makeKey("RSA", .keyPair, refusal: .privateNumbers)
        publicKey = try RSAPublicKey(of: handle)
    }

    /// A fresh key with e = 65537. 3072 bits are as strong as AES-128 (NIST SP 800-57 part 1, table 2).
    package static func generate(bitCount: Int = 3072) throws(CryptographyError) -> RSAPrivateKey {
        guard RSAPublicKey.bitCounts.contains(bitCount), bitCount.isMultiple(of: 8) else {
            throw .invalidKey(.modulus)
        }
        return try RSAPrivateKey(
            owning: .generate("RSA") { EVP_PKEY_CTX_set_rsa_keygen_bits($0, Int32(bitCount)) })
    }

    init(owning handle: KeyHandle) throws(CryptographyError) {
        self.handle = handle
        publicKey = try RSAPublicKey(of: handle)
    }

    /// The private numbers, for sealing. The caller keeps them as short as it can.
    package func numbers() throws(CryptographyError) -> Numbers {
        Numbers(
            d: try BigNumber(.privateExponent, of: handle).secretOctets(),
            p: try BigNumber(.factor1, of: handle).secretOctets(),
            q: try BigNumber(.factor2, of: handle).secretOctets(),
            dp: try BigNumber(.exponent1, of: handle).secretOctets(),
            dq: try BigNumber(.exponent2, of: handle).secretOctets(),
            qi: try BigNumber(.coefficient1, of: handle).secretOctets())
    }

    /// Signs `message`; the signature is as long as the modulus.
    package func sign(
        _ message: [UInt8], _ scheme: RSASignatureScheme
    ) throws(CryptographyError) -> [UInt8] {
        // Setting a context up costs 2 µs where the signature costs 600 or more, so that there is nothing to
        // keep.
        let context = try Library.check(EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil))
        defer { EVP_PKEY_CTX_free(context) }
        try Library.check(EVP_PKEY_sign_init(context))
        guard scheme.isSet(on: context) else { throw .openSSL(code: 0) }
        let digest = scheme.hash.digest(of: message)
        var signature = [UInt8](repeating: 0, count: publicKey.modulus.count)
        var length = signature.count
        try Library.check(EVP_PKEY_sign(context, &signature, &length, digest, digest.count))
        guard length == signature.count else { throw .openSSL(code: 0) }
        return signature
    }

    /// n = p·q, e·d ≡ 1 and e·dp ≡ 1 modulo p − 1, the same for q, and q·qi ≡ 1 modulo p. libcrypto itself
    /// wouldn't notice: with a wrong dp it would fall back to a slow signature each time.
    private static func belongTogether(
        n: borrowing BigNumber, e: borrowing BigNumber, d: borrowing BigNumber, p: borrowing BigNumber,
        q: borrowing BigNumber, dp: borrowing BigNumber, dq: borrowing BigNumber, qi: borrowing BigNumber
    ) throws(CryptographyError) -> Bool {
        // One or zero can't divide n into two factors, and are no moduli for what follows.
        guard p.bitCount > 1, q.bitCount > 1 else { return false }
        let arithmetic = try Library.check(BN_CTX_secure_new())
        defer { BN_CTX_free(arithmetic) }
        let product = try BigNumber()
        try Library.check(BN_mul(product.pointer, p.pointer, q.pointer, arithmetic))
        guard BN_cmp(product.pointer, n.pointer) == 0 else { return false }

        func areInverse(
            _ a: borrowing BigNumber, _ b: borrowing BigNumber, modulo m: borrowing BigNumber
        ) throws(CryptographyError) -> Bool {
            try Library.check(BN_mod_mul(product.pointer, a.pointer, b.pointer, m.pointer, arithmetic))
            return BN_is_one(product.pointer) == 1
        }
        let pMinus1 = try BigNumber()
        let qMinus1 = try BigNumber()
        try Library.check(BN_sub(pMinus1.pointer, p.pointer, BN_value_one()))
        try Library.check(BN_sub(qMinus1.pointer, q.pointer, BN_value_one()))
        guard try areInverse(e, d, modulo: pMinus1), try areInverse(e, d, modulo: qMinus1),
            try areInverse(e, dp, modulo: pMinus1), try areInverse(e, dq, modulo: qMinus1),
            try areInverse(q, qi, modulo: p)
        else { return false }
        return BN_cmp(dp.pointer, p.pointer) < 0 && BN_cmp(dq.pointer, q.pointer) < 0
            && BN_cmp(qi.pointer, p.pointer) < 0
    }
}

extension RSASignatureScheme {
    /// Sets padding, hash and salt length on a context that was made ready to sign or verify.
    fileprivate func isSet(on context: OpaquePointer) -> Bool {
        guard Library.isTrue(EVP_PKEY_CTX_set_signature_md(context, hash.method)) else { return false }
        switch padding {
        case .pkcs1v15:
            return Library.isTrue(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING))
        case .pss:
            return Library.isTrue(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING))
                && Library.isTrue(EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash.method))
                && Library.isTrue(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST))
        }
    }
}
