import Cryptography
import Testing

/// AES-256-GCM: the cases 13 to 16 of McGrew and Viega's "The Galois/Counter Mode of Operation", appendix B,
/// which NIST took over, and everything that must not open.
@Suite struct AESTests {
    struct Case: Sendable {
        let number: Int
        let key, nonce, plaintext, additionalData, ciphertext, tag: String
    }

    static let cases = [
        Case(
            number: 13, key: zeroKey, nonce: "000000000000000000000000", plaintext: "", additionalData: "",
            ciphertext: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
        Case(
            number: 14, key: zeroKey, nonce: "000000000000000000000000",
            plaintext: "00000000000000000000000000000000", additionalData: "",
            ciphertext: "cea7403d4d606b6e074ec5d3baf39d18", tag: "d0d1c8a799996bf0265b98b5d48ab919"),
        Case(
            number: 15, key: key, nonce: "cafebabefacedbaddecaf888", plaintext: plaintext + "1aafd255",
            additionalData: "", ciphertext: ciphertext + "898015ad", tag: "b094dac5d93471bdec1a502270e3cc6c"),
        Case(
            number: 16, key: key, nonce: "cafebabefacedbaddecaf888", plaintext: plaintext,
            additionalData: "feedfacedeadbeeffeedfacedeadbeefabaddad2", ciphertext: ciphertext,
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    private static let zeroKey = String(repeating: "00", count: 32)
    private static let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    private static let plaintext = """
        d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
        1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
        """
    private static let ciphertext = """
        522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
        8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662
        """

    @Test(arguments: cases) func `the published cases seal and open`(example: Case) throws {
        let cipher = try AES256GCM(key: SecretBytes(copying: hex(example.key)))
        let sealed = try cipher.seal(
            hex(example.plaintext), nonce: hex(example.nonce), additionalData: hex(example.additionalData))
        #expect(sealed.ciphertext == hex(example.ciphertext))
        #expect(sealed.tag == hex(example.tag))
        let opened = try cipher.open(
            sealed.ciphertext, tag: sealed.tag, nonce: hex(example.nonce),
            additionalData: hex(example.additionalData))
        #expect(opened == hex(example.plaintext))
    }

    @Test func `any changed bit of ciphertext, tag, nonce, additional data or key keeps it shut`() throws {
        let key = hex(Self.key)
        let (nonce, data) = ([UInt8](repeating: 7, count: 12), Array("kid".utf8))
        let cipher = try AES256GCM(key: SecretBytes(copying: key))
        let (ciphertext, tag) = try cipher.seal(Array("secret".utf8), nonce: nonce, additionalData: data)

        func isShut(_ cipher: AES256GCM, _ text: [UInt8], _ tag: [UInt8], _ nonce: [UInt8], _ data: [UInt8]) {
            #expect(throws: CryptographyError.authenticationFailed) {
                try cipher.open(text, tag: tag, nonce: nonce, additionalData: data)
            }
        }
        for bit in 0..<ciphertext.count * 8 {
            isShut(cipher, flipped(ciphertext, bit: bit), tag, nonce, data)
        }
        for bit in 0..<128 { isShut(cipher, ciphertext, flipped(tag, bit: bit), nonce, data) }
        for bit in 0..<96 { isShut(cipher, ciphertext, tag, flipped(nonce, bit: bit), data) }
        for bit in 0..<data.count * 8 { isShut(cipher, ciphertext, tag, nonce, flipped(data, bit: bit)) }
        isShut(cipher, ciphertext, tag, nonce, [])
        isShut(cipher, ciphertext.dropLast(), tag, nonce, data)
        isShut(cipher, [], tag, nonce, data)
        isShut(try AES256GCM(key: SecretBytes(copying: flipped(key, bit: 255))), ciphertext, tag, nonce, data)
    }

    @Test(arguments: [0, 16, 24, 31, 33, 64]) func `a key of another length is refused`(count: Int) {
        #expect(throws: CryptographyError.wrongLength) {
            try AES256GCM(key: SecretBytes(copying: .init(repeating: 1, count: count)))
        }
    }

    @Test(arguments: [0, 8, 11, 13, 16]) func `a nonce of another length is refused`(count: Int) throws {
        let cipher = try AES256GCM(key: SecretBytes(copying: hex(Self.key)))
        #expect(throws: CryptographyError.wrongLength) {
            try cipher.seal([1], nonce: .init(repeating: 0, count: count), additionalData: [])
        }
    }

    @Test(arguments: [0, 4, 12, 15, 17]) func `a shortened or prolonged tag is refused`(count: Int) throws {
        let cipher = try AES256GCM(key: SecretBytes(copying: hex(Self.key)))
        let nonce = [UInt8](repeating: 0, count: 12)
        let (ciphertext, tag) = try cipher.seal([1, 2, 3], nonce: nonce, additionalData: [])
        #expect(throws: CryptographyError.wrongLength) {
            try cipher.open(
                ciphertext, tag: Array((tag + [0]).prefix(count)), nonce: nonce, additionalData: [])
        }
    }
}
