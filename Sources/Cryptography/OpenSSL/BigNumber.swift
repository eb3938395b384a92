import COpenSSL

/// A libcrypto integer that owns its memory and wipes it when it goes: the common form of public and secret
/// numbers.
struct BigNumber: ~Copyable {
    let pointer: OpaquePointer

    /// Zero, in memory that libcrypto treats as secret (and wipes, also in the copies that it makes itself).
    init() throws(CryptographyError) {
        pointer = try Library.check(BN_secure_new())
    }

    /// A big-endian unsigned integer.
    init(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
        let number = try Library.check(BN_secure_new())
        let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        guard let count = Int32(exactly: bytes.count), BN_bin2bn(start, count, number) != nil else {
            BN_clear_free(number)
            throw Library.failure()
        }
        pointer = number
    }

    init(_ bytes: [UInt8]) throws(CryptographyError) {
        let number = try Library.check(BN_secure_new())
        guard let count = Int32(exactly: bytes.count), BN_bin2bn(bytes, count, number) != nil else {
            BN_clear_free(number)
            throw Library.failure()
        }
        pointer = number
    }

    init(_ bytes: borrowing SecretBytes) throws(CryptographyError) {
        self = try bytes.withUnsafeBytes { bytes throws(CryptographyError) in try BigNumber(bytes) }
    }

    /// The integer that `key` holds under `name`.
    init(_ name: KeyParameters.Name, of key: KeyHandle) throws(CryptographyError) {
        var number: OpaquePointer? = try Library.check(BN_secure_new())
        guard EVP_PKEY_get_bn_param(key.pointer, name.literal.cString, &number) == 1, let number else {
            BN_clear_free(number)
            throw Library.failure()
        }
        pointer = number
    }

    deinit {
        BN_clear_free(pointer)
    }

    var bitCount: Int { Int(BN_num_bits(pointer)) }

    /// The big-endian octets without leading zeroes (`Base64urlUInt` of RFC 7518 §2 says "minimum number").
    func octets() throws(CryptographyError) -> [UInt8] {
        try octets(count: max(1, (bitCount + 7) / 8))
    }

    /// The big-endian octets, padded on the left to `count`.
    func octets(count: Int) throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard BN_bn2binpad(pointer, &bytes, Int32(count)) == Int32(count) else { throw Library.failure() }
        return bytes
    }

    /// The big-endian octets of a secret number, without leading zeroes, in memory that is wiped; see ``octets()``.
    func secretOctets() throws(CryptographyError) -> SecretBytes {
        var bytes = try octets()
        return SecretBytes(moving: &bytes)
    }

    /// The big-endian octets of a secret number, padded on the left to `count`, in memory that is wiped.
    func secretOctets(count: Int) throws(CryptographyError) -> SecretBytes {
        var bytes = try octets(count: count)
        return SecretBytes(moving: &bytes)
    }
}
