import Cryptography
import Testing

@Suite struct ConstantTimeTests {
    @Test func `equal strings are equal`() {
        #expect(constantTimeEqual([], []))
        #expect(constantTimeEqual([1, 2, 3], [1, 2, 3]))
    }

    @Test func `strings that differ in one bit, or in length, aren't`() {
        let bytes = Array(0..<UInt8(32))
        for bit in 0..<256 { #expect(!constantTimeEqual(bytes, flipped(bytes, bit: bit))) }
        #expect(!constantTimeEqual(bytes, bytes.dropLast()))
        #expect(!constantTimeEqual(bytes, bytes + [0]))
        #expect(!constantTimeEqual([], [0]))
        #expect(!constantTimeEqual([0], []))
    }
}
