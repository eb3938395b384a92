import Cryptography
import Testing

/// Encryption of messages: AES_128_CBC_HMAC_SHA_256 (RFC 7518 appendix B.1), AES Key Wrap (RFC 3394 §4.6), RSAES-OAEP and
/// elliptic curve Diffie-Hellman.
@Suite struct EncryptionTests {
    private static let key = hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
    private static let nonce = hex("1af38c2dc2b96ffdd86694092341bc04")
    private static let plaintext = Array(
        """
        A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy \
        without inconvenience
        """.utf8)
    private static let additionalData = Array("The second principle of Auguste Kerckhoffs".utf8)
    private static let ciphertext = hex(
        """
        c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9aef71427e2\
        fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b\
        384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade54b8851ffb598f7f80074b9473c82e2db
        """)
    private static let tag = hex("652c3fa36b0a7c5b3219fab3a30bc1c4")

    @Test func `the case of RFC 7518 appendix B,1 seals and opens`() throws {
        let cipher = try AES128CBCHMAC(key: SecretBytes(copying: Self.key))
        let sealed = try cipher.seal(Self.plaintext, nonce: Self.nonce, additionalData: Self.additionalData)
        #expect(sealed.ciphertext == Self.ciphertext)
        #expect(sealed.tag == Self.tag)
        let opened = try cipher.open(
            sealed.ciphertext, tag: sealed.tag, nonce: Self.nonce, additionalData: Self.additionalData)
        #expect(opened == Self.plaintext)
    }

    @Test func `any changed bit of ciphertext, tag, nonce, additional data or key keeps it shut`() throws {
        let cipher = try AES128CBCHMAC(key: SecretBytes(copying: Self.key))
        func isShut(_ text: [UInt8], _ tag: [UInt8], _ nonce: [UInt8], _ data: [UInt8]) {
            #expect(throws: CryptographyError.authenticationFailed) {
                try cipher.open(text, tag: tag, nonce: nonce, additionalData: data)
            }
        }
        for bit in stride(from: 0, to: Self.ciphertext.count * 8, by: 5) {
            isShut(flipped(Self.ciphertext, bit: bit), Self.tag, Self.nonce, Self.additionalData)
        }
        for bit in 0..<128 {
            isShut(Self.ciphertext, flipped(Self.tag, bit: bit), Self.nonce, Self.additionalData)
            isShut(Self.ciphertext, Self.tag, flipped(Self.nonce, bit: bit), Self.additionalData)
            isShut(Self.ciphertext, Self.tag, Self.nonce, flipped(Self.additionalData, bit: bit))
        }
        isShut([], Self.tag, Self.nonce, Self.additionalData)
        for bit in [0, 255] {
            let other = try AES128CBCHMAC(key: SecretBytes(copying: flipped(Self.key, bit: bit)))
            #expect(throws: CryptographyError.authenticationFailed) {
                try other.open(Self.ciphertext, tag: Self.tag, nonce: Self.nonce, additionalData: Self.additionalData)
            }
        }
    }

    @Test func `other lengths of key, nonce and tag are refused`() throws {
        for count in [0, 16, 31, 33, 64] {
            #expect(throws: CryptographyError.wrongLength) {
                try AES128CBCHMAC(key: SecretBytes(copying: .init(repeating: 1, count: count)))
            }
        }
        let cipher = try AES128CBCHMAC(key: SecretBytes(copying: Self.key))
        for count in [0, 12, 15, 17] {
            #expect(throws: CryptographyError.wrongLength) {
                try cipher.seal([], nonce: .init(repeating: 1, count: count), additionalData: [])
            }
            #expect(throws: CryptographyError.wrongLength) {
                try cipher.open(
                    Self.ciphertext, tag: .init(repeating: 1, count: count), nonce: Self.nonce, additionalData: [])
            }
        }
    }

    @Test func `the key of RFC 3394 is wrapped as there, and unwrapped, and no other`() throws {
        let content = hex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f")
        let wrapped = hex("28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21")
        let key = SecretBytes(copying: Self.key)
        #expect(try AESKeyWrap.wrap(content, by: key) == wrapped)
        #expect(try AESKeyWrap.unwrap(wrapped, by: key) == content)
        for bit in 0..<wrapped.count * 8 {
            #expect(throws: CryptographyError.authenticationFailed) {
                try AESKeyWrap.unwrap(flipped(wrapped, bit: bit), by: key)
            }
        }
        for count in [0, 8, 16, 23, 25] {
            #expect(throws: CryptographyError.wrongLength) {
                try AESKeyWrap.unwrap(.init(repeating: 0, count: count), by: key)
            }
        }
    }

    @Test func `what is encrypted to an RSA key, it decrypts; nothing else`() throws {
        let key = try RSAPrivateKey.generate(bitCount: 2048)
        let secret = Self.key
        let encrypted = try key.publicKey.encrypt(secret)
        #expect(try key.decrypt(encrypted) == secret)
        #expect(try key.publicKey.encrypt(secret) != encrypted)
        for wrong in [[], Array(encrypted.dropLast()), encrypted + [0], flipped(encrypted, bit: 2047)] {
            #expect(throws: CryptographyError.authenticationFailed) { try key.decrypt(wrong) }
        }
        let other = try RSAPrivateKey.generate(bitCount: 2048)
        #expect(throws: CryptographyError.authenticationFailed) { try other.decrypt(encrypted) }
    }

    @Test(arguments: EllipticCurve.allCases) func `two keys of a curve agree on one secret`(curve: EllipticCurve) throws
    {
        let (a, b) = (try ECPrivateKey.generate(curve), try ECPrivateKey.generate(curve))
        let secret = copy(try a.sharedSecret(with: b.publicKey))
        #expect(secret == copy(try b.sharedSecret(with: a.publicKey)))
        #expect(secret.count == curve.byteCount)
        let third = try ECPrivateKey.generate(curve == .p256 ? .p384 : .p256)
        #expect(throws: CryptographyError.invalidKey(.point)) { try a.sharedSecret(with: third.publicKey) }
    }

    @Test func `a key of P-256 is made of its private value alone, unless that is zero or too great`() throws {
        let key = try ECPrivateKey.generate(.p256)
        let again = try #require(try ECPrivateKey.p256(privateValue: key.privateValue()))
        #expect(again.publicKey == key.publicKey)
        let order = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
        for value in [[UInt8](repeating: 0, count: 32), order, [UInt8](repeating: 0xFF, count: 32)] {
            #expect(try ECPrivateKey.p256(privateValue: SecretBytes(copying: value)) == nil)
        }
        #expect(throws: CryptographyError.invalidKey(.length)) {
            try ECPrivateKey.p256(privateValue: SecretBytes(copying: [1]))
        }
    }
}
