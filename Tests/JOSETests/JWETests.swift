import Cryptography
import Testing
import Wire

@testable import JOSE

/// Encrypted messages: the examples of RFC 7518 appendix C and RFC 7520 §5, tokens of another implementation, and our own.
@Suite struct JWETests {
    static let combinations = KeyManagementAlgorithm.allCases.flatMap { algorithm in
        ContentEncryption.allCases.map { (algorithm, $0) }
    }

    @Test func `the key of RFC 7518 appendix C is derived as there, by either side`() throws {
        let vector = try Vectors.object("RFC7518/C")
        let (alice, bob) = (try Self.p256(vector.object("epk")), try Self.p256(vector.object("key")))
        let agreement = KeyAgreement(
            algorithmID: try vector.text("enc"), partyU: try vector.octets("apu"), partyV: try vector.octets("apv"),
            keyLength: 16)
        let (sent, received) = (
            try alice.sharedSecret(with: bob.publicKey).derived(by: agreement),
            try bob.sharedSecret(with: alice.publicKey).derived(by: agreement)
        )
        #expect(try sent == vector.octets("derived"))
        #expect(sent == received)
    }

    @Test func `the message of RFC 7520 §5,5 is opened`() throws {
        let vector = try Vectors.object("RFC7520/5.5-ECDH-ES")
        let key = try Self.p256(vector.object("key"))
        let message = try EncryptedJWE(parsing: vector.text("token"))
        let content = try KeyAgreement(message.header).derive(
            from: key.sharedSecret(with: #require(message.header.ephemeralKey)))
        #expect(try content.withUnsafeBytes { Array($0) } == vector.octets("cek"))
        // The message names its key as the RFC does, and not by its thumbprint, as ours are.
        let parts = try vector.text("token").split(separator: ".", omittingEmptySubsequences: false)
        let opened = try ContentEncryption.A128CBC_HS256.open(
            Base64URL.decode(parts[3]), tag: Base64URL.decode(parts[4]),
            key: SecretBytes(copying: vector.octets("cek")),
            vector: Base64URL.decode(parts[2]), additionalData: Array(parts[0].utf8))
        #expect(try opened == Array(vector.text("plaintext").utf8))
        #expect(throws: JOSEError.decryptionFailed) { try message.decrypted(by: [DecryptionKey(p256: key)]) }
    }

    @Test func `the content of RFC 7520 §5,6 is opened, and its shared secret refused as a way to agree on a key`()
        throws
    {
        let vector = try Vectors.object("RFC7520/5.6-A128GCM")
        let parts = try vector.text("token").split(separator: ".", omittingEmptySubsequences: false)
        let opened = try ContentEncryption.A128GCM.open(
            Base64URL.decode(parts[3]), tag: Base64URL.decode(parts[4]), key: SecretBytes(copying: vector.octets("k")),
            vector: Base64URL.decode(parts[2]), additionalData: Array(parts[0].utf8))
        #expect(try opened == Array(vector.text("plaintext").utf8))
        #expect(throws: JOSEError.unsupportedAlgorithm) { try EncryptedJWE(parsing: vector.text("token")) }
    }

    @Test(arguments: ["A.1", "A.2", "A.3"])
    func `the examples of RFC 7516 by algorithms that we don't have are refused`(name: String) throws {
        let text = try Vectors.object("RFC7516/refused").text(name)
        #expect(EncryptedJWE.hasForm(of: text))
        #expect(throws: JOSEError.unsupportedAlgorithm) { try EncryptedJWE(parsing: text) }
    }

    @Test func `messages of another implementation are opened, by every pair of algorithms`() throws {
        let vectors = try Vectors.object("Interop/joserfc-jwe")
        let keys = try [
            DecryptionKey(rsa: Self.rsa(vectors.object("rsa"))), DecryptionKey(p256: Self.p256(vectors.object("ec"))),
        ]
        let tokens = try vectors.array("tokens")
        #expect(tokens.count == Self.combinations.count)
        for token in tokens {
            let message = try EncryptedJWE(parsing: token.text("token"))
            #expect(try message.header.algorithm.rawValue == token.text("alg"))
            #expect(try message.header.encryption.rawValue == token.text("enc"))
            #expect(try message.decrypted(by: keys) == Array(vectors.text("plaintext").utf8))
        }
    }

    @Test(arguments: combinations)
    func `what is encrypted to a key is opened by it and by no other`(
        algorithm: KeyManagementAlgorithm, encryption: ContentEncryption
    ) throws {
        let keys = try TestDecryptionKeys.all()
        let key = try #require(keys.first { $0.publicKey.fits(algorithm) })
        let text = try JWE.encrypt(
            Array("Huế".utf8), to: key.publicKey, algorithm, encryption, contentType: "JWT",
            random: KernelRandomSource())
        let message = try EncryptedJWE(parsing: text)
        #expect(message.header.keyID == key.publicKey.id)
        #expect(try message.decrypted(by: keys) == Array("Huế".utf8))
        #expect(try message.decrypted(by: keys.reversed()) == Array("Huế".utf8))
        let strangers = try TestDecryptionKeys.make()
        for strangers in [strangers, []] {
            #expect(throws: JOSEError.decryptionFailed) { try message.decrypted(by: strangers) }
        }
    }

    @Test func `an algorithm of another kind of key is refused before anything is encrypted`() throws {
        for key in try TestDecryptionKeys.all() {
            for algorithm in KeyManagementAlgorithm.allCases where !key.publicKey.fits(algorithm) {
                #expect(throws: JOSEError.wrongAlgorithm) {
                    try JWE.encrypt([], to: key.publicKey, algorithm, .A128GCM, random: KernelRandomSource())
                }
            }
        }
    }

    @Test
    func `a key for encryption is derived from a signing key of P-256, always the same, and another than that one`()
        throws
    {
        let signing = try TestKeys.key(.ES256)
        let derived = try #require(try DecryptionKey(goingWith: signing))
        #expect(try DecryptionKey(goingWith: signing)?.publicKey == derived.publicKey)
        #expect(derived.publicKey.thumbprint != signing.publicJWK.thumbprint)
        let other = try SigningKey.generate(algorithm: .ES256)
        #expect(try DecryptionKey(goingWith: other)?.publicKey != derived.publicKey)
        #expect(try DecryptionKey(goingWith: TestKeys.key(.RS256)) == nil)
    }

    @Test func `an RSA key for encryption comes with the signing key that it was made with, and is kept in it`() throws
    {
        let signing = try TestKeys.key(.RS256).withCompanion(rsaBits: 2048)
        let companion = try #require(try DecryptionKey(goingWith: signing)).publicKey
        #expect(companion.thumbprint != signing.publicJWK.thumbprint && companion.json["alg"] == "RSA-OAEP-256")
        let kept = try SigningKey(privateJWK: signing.privateJSON(), algorithm: .RS256)
        #expect(kept.id == signing.id)
        #expect(try DecryptionKey(goingWith: kept)?.publicKey == companion)
        // What is published of the signing key has nothing of it.
        #expect(signing.publicJWK.json == (try TestKeys.key(.RS256)).publicJWK.json)
    }

    @Test func `of each kind one key is published, and those that signed before open on`() throws {
        let (ec, rsa) = (try TestKeys.key(.ES256), try TestKeys.key(.RS256).withCompanion(rsaBits: 2048))
        let next = try SigningKey.generate(algorithm: .RS256, rsaBits: 2048).withCompanion(rsaBits: 2048)
        let before = SigningKeys([ec, rsa], alsoPublished: [next])
        #expect(before.published.encryptionKeys.map(\.algorithm) == [nil, .RSA_OAEP_256])
        let key = try #require(before.published.encryptionKey(for: .RSA_OAEP_256))
        let message = try JWE.encrypt(Array("x".utf8), to: key, .RSA_OAEP_256, .A256GCM, random: KernelRandomSource())
        let after = SigningKeys([ec, next], alsoPublished: [rsa])
        #expect(after.published.encryptionKey(for: .RSA_OAEP_256) != key)
        #expect(try EncryptedJWE(parsing: message).decrypted(by: after.decryptionKeys) == Array("x".utf8))
        let gone = SigningKeys([ec, next])
        #expect(throws: JOSEError.decryptionFailed) {
            try EncryptedJWE(parsing: message).decrypted(by: gone.decryptionKeys)
        }
    }

    static func p256(_ json: JSONObject) throws -> ECPrivateKey {
        var value = try json.octets("d")
        return try ECPrivateKey(
            .p256, x: json.octets("x"), y: json.octets("y"), privateValue: SecretBytes(moving: &value))
    }

    static func rsa(_ json: JSONObject) throws -> RSAPrivateKey {
        func secret(_ name: String) throws -> SecretBytes { SecretBytes(copying: try json.octets(name)) }
        return try RSAPrivateKey(
            modulus: json.octets("n"), publicExponent: json.octets("e"),
            numbers: RSAPrivateKey.Numbers(
                d: secret("d"), p: secret("p"), q: secret("q"), dp: secret("dp"), dq: secret("dq"), qi: secret("qi")))
    }
}

/// A key of each kind, made once.
enum TestDecryptionKeys {
    private static let made = Result { try make() }

    static func all() throws -> [DecryptionKey] { try made.get() }

    static func make() throws -> [DecryptionKey] {
        [try DecryptionKey(rsa: .generate(bitCount: 2048)), try DecryptionKey(p256: .generate(.p256))]
    }
}

extension SecretBytes {
    fileprivate func derived(by agreement: KeyAgreement) -> [UInt8] {
        agreement.derive(from: self).withUnsafeBytes { Array($0) }
    }
}
