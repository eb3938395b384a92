import COpenSSL

/// A prime curve of NIST SP 800-186, each with the one hash that ECDSA uses with it here (RFC 7518 §3.4).
package enum EllipticCurve: CaseIterable, Hashable, Sendable {
    case p256, p384, p521

    package var hash: HashAlgorithm {
        switch self {
        case .p256: .sha256
        case .p384: .sha384
        case .p521: .sha512
        }
    }

    /// The length in bytes of a coordinate, a private value, and each half of a signature: RFC 7518 §6.2.1.2.
    package var byteCount: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }

    fileprivate var groupName: StaticString {
        switch self {
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        }
    }
}

/// A point on a NIST curve that verifies ECDSA signatures (FIPS 186-5 §6). Refuses coordinates that are
/// shorter or longer than the field, and points off the curve; the point at infinity has no coordinates, so
/// it can't be written.
package struct ECPublicKey: Hashable, Sendable {
    package let curve: EllipticCurve
    /// The coordinates, big-endian, as long as the curve says.
    package let x, y: [UInt8]
    let handle: KeyHandle
    private let operation: PreparedOperation

    package init(_ curve: EllipticCurve, x: [UInt8], y: [UInt8]) throws(CryptographyError) {
        var parameters = try KeyParameters()
        try parameters.addPoint(on: curve, x: x, y: y)
        let handle = try parameters.makeKey("EC", .publicKey, refusal: .point)
        // The quick check (range, on the curve, not infinity) is a full one on curves of cofactor 1
        // (NIST SP 800-56A §5.6.2.3.4).
        guard handle.passes(EVP_PKEY_public_check_quick) else { throw .invalidKey(.point) }
        try self.init(curve, x: x, y: y, handle)
    }

    fileprivate init(of handle: KeyHandle, _ curve: EllipticCurve) throws(CryptographyError) {
        try self.init(
            curve,
            x: BigNumber(.publicX, of: handle).octets(count: curve.byteCount),
            y: BigNumber(.publicY, of: handle).octets(count: curve.byteCount), handle)
    }

    private init(
        _ curve: EllipticCurve, x: [UInt8], y: [UInt8], _ handle: KeyHandle
    ) throws(CryptographyError) {
        self.curve = curve
        self.x = x
        self.y = y
        self.handle = handle
        operation = try PreparedOperation(handle, hash: curve.hash, EVP_PKEY_verify_init)
    }

    /// Whether `signature`, r and s side by side (RFC 7518 §3.4), is this key's over `message`; everything
    /// else than a valid signature is `false`.
    package func isValidSignature(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        guard signature.count == 2 * curve.byteCount, let der = derSignature(of: signature),
            let context = operation.begin()
        else { return false }
        defer { EVP_PKEY_CTX_free(context) }
        let digest = curve.hash.digest(of: message)
        return Library.isTrue(EVP_PKEY_verify(context, der, der.count, digest, digest.count))
    }

    /// What libcrypto verifies: the SEQUENCE of two INTEGERs of RFC 3279 §2.2.3.
    private func derSignature(of raw: [UInt8]) -> [UInt8]? {
        guard let signature = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(signature) }
        let half = curve.byteCount
        let (r, s) = raw.withUnsafeBufferPointer { raw in
            (
                BN_bin2bn(raw.baseAddress, Int32(half), nil),
                BN_bin2bn(raw.baseAddress.map { $0 + half }, Int32(half), nil)
            )
        }
        guard ECDSA_SIG_set0(signature, r, s) == 1 else {
            BN_free(r)
            BN_free(s)
            _ = Library.failure()
            return nil
        }
        return try? DER.encoded { i2d_ECDSA_SIG(signature, $0) }
    }

    package static func == (a: ECPublicKey, b: ECPublicKey) -> Bool {
        a.curve == b.curve && a.x == b.x && a.y == b.y
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(curve)
        hasher.combine(x)
        hasher.combine(y)
    }
}

/// A private value on a NIST curve that makes ECDSA signatures; the nonce of each comes from libcrypto, which
/// mixes the private value and the message into fresh randomness.
package struct ECPrivateKey: Sendable {
    package let curve: EllipticCurve
    package let publicKey: ECPublicKey
    let handle: KeyHandle
    private let operation: PreparedOperation

    /// Puts a key together, and refuses a private value that is out of range or that isn't the one of the
    /// point.
    package init(
        _ curve: EllipticCurve, x: [UInt8], y: [UInt8], privateValue: borrowing SecretBytes
    ) throws(CryptographyError) {
        // RFC 7518 §6.2.2.1: the length of "d" is that of the curve's order, here the same as of the field.
        guard privateValue.count == curve.byteCount else { throw .invalidKey(.length) }
        var parameters = try KeyParameters()
        try parameters.addPoint(on: curve, x: x, y: y)
        try parameters.add(.privateValue, number: BigNumber(privateValue))
        let handle = try parameters.makeKey("EC", .keyPair, refusal: .point)
        guard handle.passes(EVP_PKEY_public_check_quick) else { throw .invalidKey(.point) }
        guard handle.passes(EVP_PKEY_private_check), handle.passes(EVP_PKEY_pairwise_check) else {
            throw .invalidKey(.privateValue)
        }
        try self.init(curve, handle)
    }

    package static func generate(_ curve: EllipticCurve) throws(CryptographyError) -> ECPrivateKey {
        try ECPrivateKey(
            curve, .generate("EC") { EVP_PKEY_CTX_set_group_name($0, curve.groupName.cString) })
    }

    private init(_ curve: EllipticCurve, _ handle: KeyHandle) throws(CryptographyError) {
        self.curve = curve
        self.handle = handle
        publicKey = try ECPublicKey(of: handle, curve)
        operation = try PreparedOperation(handle, hash: curve.hash, EVP_PKEY_sign_init)
    }

    /// The private value, big-endian, as long as the curve says; for sealing.
    package func privateValue() throws(CryptographyError) -> SecretBytes {
        try BigNumber(.privateValue, of: handle).secretOctets(count: curve.byteCount)
    }

    /// Signs `message`: r and s side by side, each as long as the curve says (RFC 7518 §3.4).
    package func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard let context = operation.begin() else { throw Library.failure() }
        defer { EVP_PKEY_CTX_free(context) }
        let digest = curve.hash.digest(of: message)
        // Two integers of at most one byte more than the field, with two bytes in front each, and three in
        // front of both.
        var length = 2 * (curve.byteCount + 3) + 3
        let der = written(length) { EVP_PKEY_sign(context, $0, &length, digest, digest.count) == 1 }
        guard let der else { throw Library.failure() }
        return try rawSignature(of: der, length: length)
    }

    private func rawSignature(of der: [UInt8], length: Int) throws(CryptographyError) -> [UInt8] {
        let parsed = der.withUnsafeBufferPointer { der in
            var start = der.baseAddress
            return d2i_ECDSA_SIG(nil, &start, length)
        }
        let signature = try Library.check(parsed)
        defer { ECDSA_SIG_free(signature) }
        let half = Int32(curve.byteCount)
        let raw = written(2 * curve.byteCount) { raw in
            BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw, half) == half
                && BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw + curve.byteCount, half) == half
        }
        guard let raw else { throw Library.failure() }
        return raw
    }
}

/// A context that is ready to sign or verify with one key and one hash. Setting one up takes longer than
/// hashing a token does, and asks libcrypto's locked tables for the algorithm; a duplicate takes a twentieth
/// of that and asks nobody.
private final class PreparedOperation: @unchecked Sendable {
    // Safe to share: after the initialiser the context is only ever read, by the function that duplicates it.
    private let context: OpaquePointer

    init(
        _ key: KeyHandle, hash: HashAlgorithm, _ start: (OpaquePointer?) -> Int32
    ) throws(CryptographyError) {
        context = try Library.check(EVP_PKEY_CTX_new_from_pkey(nil, key.pointer, nil))
        try Library.check(start(context))
        try Library.check(EVP_PKEY_CTX_set_signature_md(context, hash.method))
    }

    deinit {
        EVP_PKEY_CTX_free(context)
    }

    /// A context for one operation, which the caller frees.
    func begin() -> OpaquePointer? { EVP_PKEY_CTX_dup(context) }
}

extension KeyParameters {
    /// The members that public and private keys share.
    fileprivate mutating func addPoint(
        on curve: EllipticCurve, x: [UInt8], y: [UInt8]
    ) throws(CryptographyError) {
        guard x.count == curve.byteCount, y.count == curve.byteCount else { throw .invalidKey(.length) }
        try add(.group, text: curve.groupName)
        // SEC 1 §2.3.3: an uncompressed point.
        try add(.publicPoint, octets: [0x04] + x + y)
    }
}
