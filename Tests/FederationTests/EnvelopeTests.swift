import Cryptography
import TestSupport
import Testing
import Wire

/// The envelope of the profile `quirks`, against one that shares no line with ours.
@Suite struct EnvelopeTests {
    @Test(arguments: try EnvelopeVectors.all())
    func `an envelope that OpenSSL made opens, and nothing else does`(envelope: EnvelopeVectors.Envelope) throws {
        let opener = try LegacyEnvelopeOpener(try EnvelopeVectors.privateKey())
        let clear = opener.open(data: envelope.data, wrappedKey: envelope.key)
        #expect(clear == envelope.clear.map { Array($0.utf8) })
    }

    @Test(arguments: [0, 1, 15, 16, 17, 31, 32, 1000])
    func `what is sealed opens, whatever its length, and looks different each time`(length: Int) throws {
        let opener = try LegacyEnvelopeOpener(try EnvelopeVectors.privateKey())
        let random = SeededRandom(seed: 3)
        let clear = [UInt8](repeating: 7, count: length)
        let one = try LegacyEnvelopeKey(for: try EnvelopeVectors.publicKey(), random: random)
        let two = try LegacyEnvelopeKey(for: try EnvelopeVectors.publicKey(), random: random)
        let (first, second) = (try one.seal(clear), try two.seal(clear))
        #expect(first != second && one.wrapped != two.wrapped)
        #expect(first.count == (length / 16 + 1) * 16)
        #expect(opener.open(data: first, wrappedKey: one.wrapped) == clear)
        #expect(opener.open(data: second, wrappedKey: two.wrapped) == clear)
        #expect(opener.open(data: first, wrappedKey: two.wrapped) == nil)
    }

    @Test func `another's envelope doesn't open`() throws {
        let envelope = try #require(try EnvelopeVectors.all().first)
        let another = try LegacyEnvelopeOpener(try RSAPrivateKey.generate(bitCount: 2048))
        #expect(another.open(data: envelope.data, wrappedKey: envelope.key) == nil)
    }

    @Test func `keys go out and come in as OpenSSL writes them`() throws {
        let key = try EnvelopeVectors.privateKey()
        #expect(try key.publicKey == EnvelopeVectors.publicKey())
        #expect(try RSAPrivateKey(encoded: try key.encoded()).publicKey == key.publicKey)
        #expect(try RSAPublicKey(encoded: try key.publicKey.encoded()) == key.publicKey)
        let encoded = try key.publicKey.encoded()
        let text = PEMText.encode(encoded, label: "PUBLIC KEY")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 64 })
        #expect(PEMText.decode("a comment\n" + text, label: "PUBLIC KEY") == encoded)
    }

    @Test func `what is no RSA key, or more than one, is refused`() throws {
        let key = try EnvelopeVectors.privateKey()
        let (inside, outside) = (try key.encoded(), try key.publicKey.encoded())
        for bytes in [[], [0x30], Array(inside.dropLast()), inside + [0], outside] {
            #expect(throws: CryptographyError.self) { try RSAPrivateKey(encoded: bytes) }
        }
        for bytes in [[], [0x30], Array(outside.dropLast()), outside + [0], inside] {
            #expect(throws: CryptographyError.self) { try RSAPublicKey(encoded: bytes) }
        }
    }
}
