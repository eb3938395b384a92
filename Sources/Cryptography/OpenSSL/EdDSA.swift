import COpenSSL

/// An Ed25519 public key (RFC 8032 §5.1). Refuses other lengths than 32 bytes and the points of small order,
/// under which one signature can hold for every message. A key that is no point at all verifies nothing.
package struct Ed25519PublicKey: Hashable, Sendable {
    package static let byteCount = 32
    package static let signatureLength = 64

    /// The encoded point, RFC 8032 §5.1.5.
    package let bytes: [UInt8]
    private let handle: KeyHandle

    package init(_ bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count == Self.byteCount else { throw .invalidKey(.length) }
        guard !Self.isOfSmallOrder(bytes) else { throw .invalidKey(.point) }
        handle = KeyHandle(
            owning: try Library.check(EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, bytes, bytes.count))
        )
        self.bytes = bytes
    }

    /// The public half of libcrypto's key.
    init(of key: KeyHandle) throws(CryptographyError) {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        var length = bytes.count
        try Library.check(EVP_PKEY_get_raw_public_key(key.pointer, &bytes, &length))
        guard length == bytes.count else { throw .invalidKey(.length) }
        try self.init(bytes)
    }

    /// Whether `signature` is this key's over `message`; everything else than a valid signature is `false`.
    package func isValidSignature(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        guard signature.count == Self.signatureLength, let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        return Library.isTrue(EVP_DigestVerifyInit(context, nil, nil, nil, handle.pointer))
            && Library.isTrue(EVP_DigestVerify(context, signature, signature.count, message, message.count))
    }

    package static func == (a: Ed25519PublicKey, b: Ed25519PublicKey) -> Bool { a.bytes == b.bytes }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    /// Whether the point's order divides 8. With the sign of x left aside, these are the little-endian y of
    /// the five such values, and the two of them that can also be written with p added.
    private static func isOfSmallOrder(_ bytes: [UInt8]) -> Bool {
        var y = bytes
        y[byteCount - 1] &= 0x7F
        let middle = y[1..<byteCount - 1]
        let last = y[byteCount - 1]
        // 0 and 1.
        if y[0] <= 1, middle.allSatisfy({ $0 == 0 }), last == 0 { return true }
        // p − 1, p and p + 1, where p = 2²⁵⁵ − 19.
        if (0xEC...0xEE).contains(y[0]), middle.allSatisfy({ $0 == 0xFF }), last == 0x7F { return true }
        return y == orderEight.0 || y == orderEight.1
    }

    /// The y of the four points of order 8.
    private static let orderEight: ([UInt8], [UInt8]) = (
        [
            0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
            0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
        ],
        [
            0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
            0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
        ]
    )
}

/// An Ed25519 private key: a seed of 32 bytes (RFC 8032 §5.1.5). Its signatures are deterministic.
package struct Ed25519PrivateKey: Sendable {
    package let publicKey: Ed25519PublicKey
    private let handle: KeyHandle

    package init(seed: borrowing SecretBytes) throws(CryptographyError) {
        guard seed.count == Ed25519PublicKey.byteCount else { throw .invalidKey(.length) }
        let key = seed.withUnsafeBytes { seed in
            EVP_PKEY_new_raw_private_key_ex(
                nil, "ED25519", nil, seed.assumingMemoryBound(to: UInt8.self).baseAddress, seed.count)
        }
        try self.init(owning: KeyHandle(owning: Library.check(key)))
    }

    package static func generate() throws(CryptographyError) -> Ed25519PrivateKey {
        try Ed25519PrivateKey(owning: .generate("ED25519") { _ in 1 })
    }

    private init(owning handle: KeyHandle) throws(CryptographyError) {
        self.handle = handle
        publicKey = try Ed25519PublicKey(of: handle)
    }

    /// The seed, for sealing.
    package func seed() throws(CryptographyError) -> SecretBytes {
        try SecretBytes(count: Ed25519PublicKey.byteCount) { buffer throws(CryptographyError) in
            var length = buffer.count
            let start = buffer.assumingMemoryBound(to: UInt8.self).baseAddress
            try Library.check(EVP_PKEY_get_raw_private_key(handle.pointer, start, &length))
            guard length == buffer.count else { throw .invalidKey(.length) }
        }
    }

    /// Signs `message`: 64 bytes.
    package func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let context = try Library.check(EVP_MD_CTX_new())
        defer { EVP_MD_CTX_free(context) }
        try Library.check(EVP_DigestSignInit(context, nil, nil, nil, handle.pointer))
        var signature = [UInt8](repeating: 0, count: Ed25519PublicKey.signatureLength)
        var length = signature.count
        try Library.check(EVP_DigestSign(context, &signature, &length, message, message.count))
        guard length == signature.count else { throw .openSSL(code: 0) }
        return signature
    }
}
