import COpenSSL

/// Elliptic curve Diffie-Hellman (NIST SP 800-56A §5.7.1.2), with cofactor 1 on every curve here.
extension ECPrivateKey {
    /// The x coordinate that two keys of one curve have in common. That the other's point is on the curve, its type says.
    package func sharedSecret(with other: ECPublicKey) throws(CryptographyError) -> SecretBytes {
        guard other.curve == curve else { throw .invalidKey(.point) }
        let context = try Library.check(EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil))
        defer { EVP_PKEY_CTX_free(context) }
        try Library.check(EVP_PKEY_derive_init(context))
        try Library.check(EVP_PKEY_derive_set_peer(context, other.handle.pointer))
        return try SecretBytes(count: curve.byteCount) { bytes throws(CryptographyError) in
            var length = bytes.count
            let start = bytes.bindMemory(to: UInt8.self).baseAddress
            try Library.check(EVP_PKEY_derive(context, start, &length))
            guard length == bytes.count else { throw .openSSL(code: 0) }
        }
    }
}

extension ECPrivateKey {
    /// The P-256 key of a private value alone, for keys that are derived from another secret.
    /// - Returns: `nil` for a value that is no private one: zero, or not below the order of the curve.
    package static func p256(privateValue: borrowing SecretBytes) throws(CryptographyError) -> ECPrivateKey? {
        guard privateValue.count == EllipticCurve.p256.byteCount else { throw .invalidKey(.length) }
        let group = try Library.check(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1))
        defer { EC_GROUP_free(group) }
        let value = try BigNumber(privateValue)
        guard BN_is_zero(value.pointer) == 0, BN_cmp(value.pointer, EC_GROUP_get0_order(group)) < 0 else { return nil }
        let point = try Library.check(EC_POINT_new(group))
        defer { EC_POINT_clear_free(point) }
        let arithmetic = try Library.check(BN_CTX_secure_new())
        defer { BN_CTX_free(arithmetic) }
        let x = try BigNumber()
        let y = try BigNumber()
        try Library.check(EC_POINT_mul(group, point, value.pointer, nil, nil, arithmetic))
        try Library.check(EC_POINT_get_affine_coordinates(group, point, x.pointer, y.pointer, arithmetic))
        let count = EllipticCurve.p256.byteCount
        return try ECPrivateKey(
            .p256, x: x.octets(count: count), y: y.octets(count: count), privateValue: privateValue)
    }
}
