import Testing

@testable import Cryptography

@Suite struct EdDSATests {
    /// RFC 8032 §7.1: tests 1, 2, 3 and SHA(abc).
    struct Example: Sendable {
        let seed, publicKey, message, signature: String
    }

    static let examples = [
        Example(
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            message: "",
            signature: """
                e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
                5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
                """),
        Example(
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            message: "72",
            signature: """
                92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
                085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
                """),
        Example(
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature: """
                6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
                18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
                """),
        Example(
            seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            publicKey: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            message: """
                ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
                2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
                """,
            signature: """
                dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589
                09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704
                """),
    ]

    @Test(arguments: examples) func `the vectors of RFC 8032 hold`(example: Example) throws {
        let key = try Ed25519PrivateKey(seed: SecretBytes(copying: hex(example.seed)))
        #expect(key.publicKey.bytes == hex(example.publicKey))
        #expect(try key.sign(hex(example.message)) == hex(example.signature))
        #expect(key.publicKey.isValidSignature(hex(example.signature), for: hex(example.message)))
        #expect(try copy(key.seed()) == hex(example.seed))
    }

    @Test func `a generated key can be taken apart and put together`() throws {
        let key = try Ed25519PrivateKey.generate()
        let again = try Ed25519PrivateKey(seed: key.seed())
        #expect(again.publicKey == key.publicKey)
        #expect(key.publicKey.isValidSignature(try again.sign([1, 2]), for: [1, 2]))
        #expect(try Ed25519PrivateKey.generate().publicKey != key.publicKey)
    }

    @Test func `one turned bit of signature or message is enough`() throws {
        let example = Self.examples[2]
        let key = try Ed25519PublicKey(hex(example.publicKey))
        for bit in 0..<512 {
            #expect(
                !key.isValidSignature(flipped(hex(example.signature), bit: bit), for: hex(example.message)))
        }
        for bit in 0..<16 {
            #expect(
                !key.isValidSignature(hex(example.signature), for: flipped(hex(example.message), bit: bit)))
        }
    }

    @Test func `S beyond the group's order is refused, though it solves the equation`() throws {
        let example = Self.examples[1]
        var signature = hex(example.signature)
        // L, little-endian (RFC 8032 §5.1).
        let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        var carry = 0
        for index in 0..<32 {
            carry += Int(signature[32 + index]) + Int(order[index])
            signature[32 + index] = UInt8(carry & 0xFF)
            carry >>= 8
        }
        let key = try Ed25519PublicKey(hex(example.publicKey))
        #expect(!key.isValidSignature(signature, for: hex(example.message)))
    }

    @Test(arguments: [0, 1, 32, 63, 65, 128]) func `a signature of another length is refused`(
        count: Int
    )
        throws
    {
        let example = Self.examples[0]
        let signature = Array((hex(example.signature) + hex(example.signature) + [0]).prefix(count))
        #expect(try !Ed25519PublicKey(hex(example.publicKey)).isValidSignature(signature, for: []))
    }

    @Test(arguments: [0, 31, 33, 64]) func `a key of another length is refused`(count: Int) {
        #expect(throws: CryptographyError.invalidKey(.length)) {
            try Ed25519PublicKey(.init(repeating: 1, count: count))
        }
        #expect(throws: CryptographyError.invalidKey(.length)) {
            try Ed25519PrivateKey(seed: SecretBytes(copying: .init(repeating: 1, count: count)))
        }
    }

    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ]) func `points of small order are refused, with either sign`(point: String) {
        for bytes in [hex(point), flipped(hex(point), bit: 255)] {
            #expect(throws: CryptographyError.invalidKey(.point)) { try Ed25519PublicKey(bytes) }
        }
    }

    @Test func `a key that is no point verifies nothing`() throws {
        // y = 2 has no x on the curve.
        let key = try Ed25519PublicKey([2] + .init(repeating: 0, count: 31))
        #expect(!key.isValidSignature(hex(Self.examples[0].signature), for: []))
        #expect(!key.isValidSignature(.init(repeating: 0, count: 64), for: []))
        #expect(Library.failure() == .openSSL(code: 0))
    }
}
