import Cryptography
import Testing

/// The examples of FIPS 180-4 (NIST's "Examples with Intermediate Values").
@Suite struct SHA2Tests {
    struct Example: Sendable {
        let message: String
        let sha256, sha384, sha512: String
    }

    static let examples = [
        Example(
            message: "",
            sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            sha384: """
                38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b
                """,
            sha512: """
                cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce
                47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e
                """),
        Example(
            message: "abc",
            sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            sha384: """
                cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7
                """,
            sha512: """
                ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
                2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
                """),
        Example(
            message: """
                abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn\
                hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu
                """,
            sha256: "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
            sha384: """
                09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039
                """,
            sha512: """
                8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018
                501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909
                """),
    ]

    @Test(arguments: examples) func `the examples of FIPS 180-4 hold`(example: Example) {
        #expect(SHA2.sha256(Array(example.message.utf8)) == hex(example.sha256))
        #expect(SHA2.sha384(Array(example.message.utf8)) == hex(example.sha384))
        #expect(SHA2.sha512(Array(example.message.utf8)) == hex(example.sha512))
    }

    @Test func `a million a's hash as FIPS 180-4 says`() {
        let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(
            SHA2.sha256(message) == hex("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"))
    }

    @Test func `bytes hash the same in an array, in a slice, and scattered`() {
        let bytes = Array("xxabcxx".utf8)
        let expected = SHA2.sha256(Array("abc".utf8))
        #expect(SHA2.sha256(bytes[2..<5]) == expected)
        #expect(SHA2.sha256("abc".utf8) == expected)
        #expect(SHA2.sha256(bytes.lazy.filter { $0 != UInt8(ascii: "x") }) == expected)
    }

    @Test(arguments: HashAlgorithm.allCases) func `a digest is as long as its algorithm says`(
        hash: HashAlgorithm
    ) {
        #expect(hash.digest(of: [1, 2, 3]).count == hash.byteCount)
    }
}
