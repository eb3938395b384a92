import Cryptography
import Testing

/// The test cases of RFC 4231 §4 for HMAC-SHA-256 and of RFC 2202 §3 for HMAC-SHA-1; case 5 of the former truncates,
/// which we don't.
@Suite struct HMACTests {
    struct Case: Sendable {
        let key, message: [UInt8]
        let tag: String
    }

    static let cases = [
        Case(
            key: .init(repeating: 0x0b, count: 20), message: Array("Hi There".utf8),
            tag: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Case(
            key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            tag: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Case(
            key: .init(repeating: 0xaa, count: 20), message: .init(repeating: 0xdd, count: 50),
            tag: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Case(
            key: Array(1...25), message: .init(repeating: 0xcd, count: 50),
            tag: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Case(
            key: .init(repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            tag: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Case(
            key: .init(repeating: 0xaa, count: 131),
            message: Array(
                """
                This is a test using a larger than block-size key and a larger than block-size data. \
                The key needs to be hashed before being used by the HMAC algorithm.
                """.utf8),
            tag: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    static let sha1Cases = [
        Case(
            key: .init(repeating: 0x0b, count: 20), message: Array("Hi There".utf8),
            tag: "b617318655057264e28bc0b6fb378c8ef146be00"),
        Case(
            key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            tag: "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        Case(
            key: .init(repeating: 0xaa, count: 20), message: .init(repeating: 0xdd, count: 50),
            tag: "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
        Case(
            key: Array(1...25), message: .init(repeating: 0xcd, count: 50),
            tag: "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
        Case(
            key: .init(repeating: 0x0c, count: 20), message: Array("Test With Truncation".utf8),
            tag: "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"),
        Case(
            key: .init(repeating: 0xaa, count: 80),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            tag: "aa4ae5e15272d00e95705637ce8a3b55ed402112"),
        Case(
            key: .init(repeating: 0xaa, count: 80),
            message: Array("Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data".utf8),
            tag: "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"),
    ]

    @Test(arguments: sha1Cases) func `the cases of RFC 2202 hold`(example: Case) {
        #expect(HMAC.sha1(key: example.key, example.message) == hex(example.tag))
    }

    @Test(arguments: cases) func `the cases of RFC 4231 hold`(example: Case) {
        #expect(HMAC.sha256(key: example.key, example.message) == hex(example.tag))
    }

    @Test func `an empty key and an empty message have a tag, too`() {
        #expect(
            HMAC.sha256(key: [], [])
                == hex("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"))
    }

    @Test func `one use leaves nothing behind for the next`() {
        let first = HMAC.sha256(key: [1], [2])
        _ = HMAC.sha256(key: [3], [4])
        #expect(HMAC.sha256(key: [1], [2]) == first)
    }
}
