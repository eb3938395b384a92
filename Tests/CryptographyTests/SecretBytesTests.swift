import Cryptography
import Testing

@Suite struct SecretBytesTests {
    @Test func `a secret has the bytes that it was made of`() {
        #expect(copy(SecretBytes(copying: [1, 2, 3])) == [1, 2, 3])
        #expect(copy(SecretBytes(copying: [])) == [])
    }

    @Test func `moving into a secret leaves an empty array behind`() {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = SecretBytes(moving: &bytes)
        #expect(bytes.isEmpty)
        #expect(copy(secret) == [1, 2, 3])
    }

    @Test func `another holder of the same array keeps its bytes`() {
        var bytes: [UInt8] = [1, 2, 3]
        let other = bytes
        cleanse(&bytes)
        #expect(other == [1, 2, 3])
        #expect(bytes.isEmpty)
    }

    @Test func `what a body throws comes out`() {
        struct Refusal: Error, Equatable {}
        let secret = SecretBytes(copying: [1])
        #expect(throws: Refusal()) {
            try secret.withUnsafeBytes { _ throws(Refusal) in throw Refusal() }
        }
    }
}
