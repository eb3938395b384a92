import Testing

@testable import Cryptography

@Suite struct ECDSATests {
    /// A key of RFC 6979 appendix A.2 and its signature of "sample", with the hash that goes with the curve.
    struct Example: Sendable, CustomTestStringConvertible {
        let curve: EllipticCurve
        let d, x, y, r, s: String
        /// n, the order of the curve, and p, of its field (NIST SP 800-186 §3.2.1).
        let order, field: String

        var signature: [UInt8] { hex(r) + hex(s) }
        var testDescription: String { "\(curve)" }

        func publicKey() throws -> ECPublicKey { try ECPublicKey(curve, x: hex(x), y: hex(y)) }
    }

    static let message = Array("sample".utf8)

    static let examples = [
        Example(
            curve: .p256,
            d: "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
            x: "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
            y: "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
            r: "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
            s: "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
            order: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
            field: "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
        Example(
            curve: .p384,
            d: "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
                + "96d5724e4c70a825f872c9ea60d2edf5",
            x: "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64"
                + "def8f0ea9055866064a254515480bc13",
            y: "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1"
                + "288b231c3ae0d4fe7344fd2533264720",
            r: "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
                + "81a648152e44acf96e36dd1e80fabe46",
            s: "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
                + "a329c145786e679e7b82c71a38628ac8",
            order: "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
                + "581a0db248b0a77aecec196accc52973",
            field: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
                + "ffffffff0000000000000000ffffffff"),
        Example(
            curve: .p521,
            d: "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75"
                + "caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
            x: "01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd"
                + "371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4",
            y: "00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a"
                + "28a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5",
            r: "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f"
                + "174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa",
            s: "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af"
                + "282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a",
            order: "01ff" + String(repeating: "f", count: 62)
                + "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
            field: "01ff" + String(repeating: "f", count: 128)),
    ]

    @Test(arguments: examples) func `the signatures of RFC 6979 are valid`(example: Example) throws {
        #expect(try example.publicKey().isValidSignature(example.signature, for: Self.message))
    }

    @Test(arguments: examples) func `what a private key signs, its public key verifies`(
        example: Example
    )
        throws
    {
        let key = try ECPrivateKey(
            example.curve, x: hex(example.x), y: hex(example.y),
            privateValue: SecretBytes(copying: hex(example.d)))
        // Each has a nonce of its own, so that some have leading zeroes in r or s, which the padding must
        // keep.
        for _ in 0..<300 {
            let signature = try key.sign(Self.message)
            #expect(signature.count == 2 * example.curve.byteCount)
            #expect(key.publicKey.isValidSignature(signature, for: Self.message))
        }
        #expect(try copy(key.privateValue()) == hex(example.d))
        #expect(try key.publicKey == example.publicKey())
    }

    @Test(arguments: EllipticCurve.allCases) func `a generated key can be taken apart and put together`(
        curve: EllipticCurve
    ) throws {
        let key = try ECPrivateKey.generate(curve)
        let again = try ECPrivateKey(
            curve, x: key.publicKey.x, y: key.publicKey.y, privateValue: key.privateValue())
        #expect(key.publicKey.isValidSignature(try again.sign([1, 2]), for: [1, 2]))
        #expect(try ECPrivateKey.generate(curve).publicKey != key.publicKey)
    }

    @Test(arguments: examples) func `one turned bit of signature or message is enough`(
        example: Example
    )
        throws
    {
        let key = try example.publicKey()
        for bit in 0..<example.signature.count * 8 {
            #expect(!key.isValidSignature(flipped(example.signature, bit: bit), for: Self.message))
        }
        for bit in 0..<Self.message.count * 8 {
            #expect(!key.isValidSignature(example.signature, for: flipped(Self.message, bit: bit)))
        }
        #expect(!key.isValidSignature(example.signature, for: []))
    }

    @Test(arguments: examples) func `r and s outside of 1 to n − 1 are refused`(example: Example) throws {
        let key = try example.publicKey()
        let count = example.curve.byteCount
        let outside: [[UInt8]] = [
            .init(repeating: 0, count: count), hex(example.order), hex(example.field),
            .init(repeating: 0xFF, count: count), sum(hex(example.order), hex(example.r)),
        ]
        for value in outside {
            #expect(!key.isValidSignature(value + hex(example.s), for: Self.message))
            #expect(!key.isValidSignature(hex(example.r) + value, for: Self.message))
            #expect(!key.isValidSignature(value + value, for: Self.message))
        }
    }

    @Test(arguments: examples) func `a signature of another length or form is refused`(
        example: Example
    )
        throws
    {
        let key = try example.publicKey()
        let signature = example.signature
        let (r, s) = (hex(example.r), hex(example.s))
        // RFC 3279's SEQUENCE, which is what libcrypto itself reads. P-521 writes both lengths in one byte
        // here, too.
        let body: [UInt8] = ([r, s] as [[UInt8]]).flatMap { number in
            let minimal = Array(number.drop { $0 == 0 })
            let padded = minimal[0] & 0x80 == 0 ? minimal : [0] + minimal
            return [0x02, UInt8(padded.count)] + padded
        }
        let der = (body.count < 128 ? [0x30] : [0x30, 0x81]) + [UInt8(body.count)] + body
        for other in [
            [], Array(signature.dropLast()), signature + [0], [0] + signature, der, signature + signature,
            [0] + r + [0] + s,
        ] {
            #expect(!key.isValidSignature(other, for: Self.message))
        }
    }

    @Test func `a curve's key verifies nothing of another key or curve`() throws {
        for example in Self.examples {
            for other in Self.examples where other.curve != example.curve {
                #expect(try !example.publicKey().isValidSignature(other.signature, for: Self.message))
            }
            let stranger = try ECPrivateKey.generate(example.curve).publicKey
            #expect(!stranger.isValidSignature(example.signature, for: Self.message))
        }
    }

    @Test(arguments: examples) func `coordinates of another length are refused`(example: Example) {
        let (x, y) = (hex(example.x), hex(example.y))
        for (x, y) in [
            ([], []), (Array(x.dropLast()), y), (x, Array(y.dropFirst())), ([0] + x, y), (x, [0] + y),
            (x, []), (x + y, []),
        ] {
            #expect(throws: CryptographyError.invalidKey(.length)) {
                try ECPublicKey(example.curve, x: x, y: y)
            }
        }
    }

    @Test(arguments: examples) func `points that aren't on the curve are refused`(example: Example) {
        let (x, y) = (hex(example.x), hex(example.y))
        let zero = [UInt8](repeating: 0, count: example.curve.byteCount)
        let p = hex(example.field)
        for (x, y) in [
            (zero, zero), (x, zero), (zero, y), (y, x), (x, flipped(y, bit: 0)), (flipped(x, bit: 7), y),
            (p, p),
            // The same point, with p added to a coordinate that is small enough.
            (sum(p, x), y), (x, sum(p, y)), ([UInt8](repeating: 0xFF, count: zero.count), y),
        ] {
            #expect(throws: CryptographyError.invalidKey(.point)) {
                try ECPublicKey(example.curve, x: x, y: y)
            }
        }
    }

    @Test(arguments: examples) func `a private value out of range or of another point is refused`(
        example: Example
    ) throws {
        let order = hex(example.order)
        for value in [
            [UInt8](repeating: 0, count: order.count), order,
            flipped(hex(example.d), bit: 8 * order.count - 1),
            sum(order, hex(example.d)), [UInt8](repeating: 0xFF, count: order.count),
        ] {
            #expect(throws: CryptographyError.self) {
                try ECPrivateKey(
                    example.curve, x: hex(example.x), y: hex(example.y),
                    privateValue: SecretBytes(copying: value))
            }
        }
        for value in [[], Array(hex(example.d).dropFirst()), [0] + hex(example.d)] as [[UInt8]] {
            #expect(throws: CryptographyError.invalidKey(.length)) {
                try ECPrivateKey(
                    example.curve, x: hex(example.x), y: hex(example.y),
                    privateValue: SecretBytes(copying: value))
            }
        }
    }

    @Test func `a refusal leaves no error in libcrypto's queue`() throws {
        let example = Self.examples[0]
        _ = try example.publicKey().isValidSignature(.init(repeating: 0, count: 64), for: [])
        _ = try? ECPublicKey(.p256, x: hex(example.x), y: hex(example.x))
        #expect(Library.failure() == .openSSL(code: 0))
    }

    /// a + b modulo 256 to the power of their length, big-endian.
    private func sum(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var carry = 0
        let digits = zip(a, b).reversed().map { a, b -> UInt8 in
            carry += Int(a) + Int(b)
            defer { carry >>= 8 }
            return UInt8(carry & 0xFF)
        }
        return digits.reversed()
    }
}
