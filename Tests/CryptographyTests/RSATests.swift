import Testing

@testable import Cryptography

@Suite struct RSATests {
    static let schemes = HashAlgorithm.allCases.flatMap { hash in
        [RSASignatureScheme(.pkcs1v15, hash), RSASignatureScheme(.pss, hash)]
    }

    /// 2048 bits, because they are found quickly.
    private static let key = Result { try RSAPrivateKey.generate(bitCount: 2048) }
    private let key: RSAPrivateKey
    private let message = Array("Huế".utf8)

    init() throws {
        key = try Self.key.get()
    }

    @Test(arguments: schemes) func `what a private key signs, its public key verifies`(
        scheme: RSASignatureScheme
    ) throws {
        let signature = try key.sign(message, scheme)
        #expect(signature.count == 256)
        #expect(key.publicKey.isValidSignature(signature, for: message, scheme))
        let again = try RSAPublicKey(
            modulus: key.publicKey.modulus, publicExponent: key.publicKey.publicExponent)
        #expect(again.isValidSignature(signature, for: message, scheme))
        #expect(again == key.publicKey)
    }

    @Test(arguments: schemes) func `a signature holds under its own scheme only`(
        scheme: RSASignatureScheme
    )
        throws
    {
        let signature = try key.sign(message, scheme)
        for other in Self.schemes where other != scheme {
            #expect(!key.publicKey.isValidSignature(signature, for: message, other))
        }
    }

    @Test(arguments: schemes) func `one turned bit of signature or message is enough`(
        scheme: RSASignatureScheme
    ) throws {
        let signature = try key.sign(message, scheme)
        for bit in stride(from: 0, to: 2048, by: 61) {
            #expect(!key.publicKey.isValidSignature(flipped(signature, bit: bit), for: message, scheme))
        }
        for bit in 0..<message.count * 8 {
            #expect(!key.publicKey.isValidSignature(signature, for: flipped(message, bit: bit), scheme))
        }
    }

    @Test(arguments: schemes) func `a signature of another length is refused`(
        scheme: RSASignatureScheme
    )
        throws
    {
        let signature = try key.sign(message, scheme)
        for other in [
            [], Array(signature.dropLast()), Array(signature.dropFirst()), signature + [0], [0] + signature,
            signature + signature,
        ] {
            #expect(!key.publicKey.isValidSignature(other, for: message, scheme))
        }
    }

    @Test func `PSS signatures are salted, and those of PKCS #1 v1.5 aren't`() throws {
        let (pss, pkcs1) = (RSASignatureScheme(.pss, .sha256), RSASignatureScheme(.pkcs1v15, .sha256))
        #expect(try key.sign(message, pss) != key.sign(message, pss))
        #expect(try key.sign(message, pkcs1) == key.sign(message, pkcs1))
    }

    @Test func `a key can be taken apart and put together`() throws {
        let numbers = try key.numbers()
        let again = try RSAPrivateKey(
            modulus: key.publicKey.modulus, publicExponent: key.publicKey.publicExponent, numbers: numbers)
        let scheme = RSASignatureScheme(.pkcs1v15, .sha256)
        #expect(again.publicKey == key.publicKey)
        #expect(try again.sign(message, scheme) == key.sign(message, scheme))
        #expect(try copy(again.numbers().qi) == copy(numbers.qi))
    }

    @Test(arguments: 0..<6) func `private numbers that don't belong together are refused`(wrong: Int) throws {
        let numbers = try key.numbers()
        var all = [
            copy(numbers.d), copy(numbers.p), copy(numbers.q), copy(numbers.dp), copy(numbers.dq),
            copy(numbers.qi),
        ]
        let right = all[wrong]
        let one = [UInt8](repeating: 0, count: right.count - 1) + [1]
        for value in [
            flipped(right, bit: 8 * right.count - 7), flipped(right, bit: 0), [], [0], [1], one, [2],
            .init(repeating: 0xFF, count: right.count), .init(repeating: 0xFF, count: 300),
        ] {
            all[wrong] = value
            #expect(throws: CryptographyError.invalidKey(.privateNumbers)) {
                try RSAPrivateKey(
                    modulus: key.publicKey.modulus, publicExponent: key.publicKey.publicExponent,
                    numbers: Self.numbers(all))
            }
        }
        all[wrong] = right
        #expect(throws: Never.self) {
            try RSAPrivateKey(
                modulus: key.publicKey.modulus, publicExponent: key.publicKey.publicExponent,
                numbers: Self.numbers(all))
        }
    }

    @Test func `numbers that are congruent to the right ones, but not reduced, are refused`() throws {
        let numbers = try key.numbers()
        let (p, q) = (copy(numbers.p), copy(numbers.q))
        let (d, dp, dq, qi) = (copy(numbers.d), copy(numbers.dp), copy(numbers.dq), copy(numbers.qi))
        for wrong in [
            [d, p, q, sum(dp, less(p)), dq, qi], [d, p, q, dp, sum(dq, less(q)), qi],
            [d, p, q, dp, dq, sum(qi, p)],
            // Right modulo one prime only.
            [dp, p, q, dp, dq, qi], [dq, p, q, dp, dq, qi],
        ] {
            #expect(throws: CryptographyError.invalidKey(.privateNumbers)) {
                try RSAPrivateKey(
                    modulus: key.publicKey.modulus, publicExponent: key.publicKey.publicExponent,
                    numbers: Self.numbers(wrong))
            }
        }
    }

    @Test func `factors 1 and n are refused`() throws {
        let n = key.publicKey.modulus
        #expect(throws: CryptographyError.invalidKey(.privateNumbers)) {
            try RSAPrivateKey(
                modulus: n, publicExponent: key.publicKey.publicExponent,
                numbers: Self.numbers([[1], n, [1], [1], [1], [1]]))
        }
    }

    @Test func `another key's modulus is refused`() throws {
        let other = try RSAPrivateKey.generate(bitCount: 2048)
        #expect(throws: CryptographyError.invalidKey(.privateNumbers)) {
            try RSAPrivateKey(
                modulus: other.publicKey.modulus, publicExponent: key.publicKey.publicExponent,
                numbers: key.numbers())
        }
    }

    @Test(arguments: [0, 1, 8, 512, 1024, 1536, 2040, 2047, 8193, 8200, 16384, 80_000])
    func
        `a modulus that is too small or too large is refused`(bitCount: Int)
    {
        var modulus = [UInt8](repeating: 0xFF, count: (bitCount + 7) / 8)
        if !bitCount.isMultiple(of: 8) { modulus[0] = UInt8(1 << (bitCount % 8) - 1) }
        #expect(throws: CryptographyError.invalidKey(.modulus)) {
            try RSAPublicKey(modulus: modulus, publicExponent: [1, 0, 1])
        }
    }

    @Test func `an even modulus and one with a leading zero octet are refused`() {
        let modulus = key.publicKey.modulus
        for other in [
            modulus.dropLast() + [modulus[255] & 0xFE], [0] + modulus, .init(repeating: 0, count: 256),
        ] {
            #expect(throws: CryptographyError.invalidKey(.modulus)) {
                try RSAPublicKey(modulus: other, publicExponent: [1, 0, 1])
            }
        }
    }

    @Test(arguments: [
        [], [0], [1], [2], [4], [0, 3], [1, 0, 0], [0, 1, 0, 1], .init(repeating: 0xFF, count: 9),
    ])
    func `an exponent that is even, 1, too long or badly written is refused`(exponent: [UInt8]) {
        #expect(throws: CryptographyError.invalidKey(.publicExponent)) {
            try RSAPublicKey(modulus: key.publicKey.modulus, publicExponent: exponent)
        }
    }

    @Test(arguments: [[3], [17], [1, 0, 1], .init(repeating: 0xFF, count: 8)] as [[UInt8]])
    func `an odd exponent from 3 to 64 bits is taken`(exponent: [UInt8]) throws {
        let other = try RSAPublicKey(modulus: key.publicKey.modulus, publicExponent: exponent)
        #expect(other.bitCount == 2048)
    }

    @Test(arguments: [-1, 0, 1024, 2047, 3073, 8200, .max]) func `no key of an unusual length is generated`(
        bitCount: Int
    ) {
        #expect(throws: CryptographyError.invalidKey(.modulus)) {
            try RSAPrivateKey.generate(bitCount: bitCount)
        }
    }

    @Test func `a refusal leaves no error in libcrypto's queue`() {
        for scheme in Self.schemes {
            #expect(!key.publicKey.isValidSignature(.init(repeating: 0xFF, count: 256), for: [], scheme))
        }
        #expect(Library.failure() == .openSSL(code: 0))
    }

    /// a + b, big-endian.
    private func sum(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        let count = max(a.count, b.count) + 1
        let padded = [a, b].map { [UInt8](repeating: 0, count: count - $0.count) + $0 }
        var carry = 0
        let digits = zip(padded[0], padded[1]).reversed().map { a, b -> UInt8 in
            carry += Int(a) + Int(b)
            defer { carry >>= 8 }
            return UInt8(carry & 0xFF)
        }
        return digits.reversed()
    }

    /// One less than an odd number.
    private func less(_ odd: [UInt8]) -> [UInt8] { flipped(odd, bit: 8 * (odd.count - 1)) }

    /// In the order d, p, q, dp, dq, qi.
    private static func numbers(_ all: [[UInt8]]) -> RSAPrivateKey.Numbers {
        RSAPrivateKey.Numbers(
            d: SecretBytes(copying: all[0]), p: SecretBytes(copying: all[1]), q: SecretBytes(copying: all[2]),
            dp: SecretBytes(copying: all[3]), dq: SecretBytes(copying: all[4]),
            qi: SecretBytes(copying: all[5]))
    }
}
