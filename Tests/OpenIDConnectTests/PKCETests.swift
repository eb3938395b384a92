import OpenIDConnect
import TestSupport
import Testing

@Suite struct PKCETests {
    private let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    @Test func `the verifier of RFC 7636 Appendix B answers its challenge`() throws {
        #expect(try #require(CodeVerifier(verifier)).answers(try #require(CodeChallenge(challenge))))
    }

    @Test func `a challenge is not its own verifier`() throws {
        #expect(!(try #require(CodeVerifier(challenge)).answers(try #require(CodeChallenge(challenge)))))
    }

    @Test(arguments: 0..<43)
    func `a verifier that differs in one place does not answer`(place: Int) throws {
        var bytes = Array(verifier.utf8)
        bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        let other = try #require(CodeVerifier(String(decoding: bytes, as: UTF8.self)))
        #expect(!other.answers(try #require(CodeChallenge(challenge))))
    }

    @Test(arguments: [(42, false), (43, true), (128, true), (129, false)])
    func `a verifier has 43 to 128 characters`(count: Int, isGood: Bool) {
        #expect((CodeVerifier(String(repeating: "a", count: count)) != nil) == isGood)
    }

    @Test(arguments: ["+", "/", "=", " ", "%", "é", "\u{0}", "\n", "🎋"])
    func `a verifier has unreserved characters only`(character: String) {
        #expect(CodeVerifier(String(repeating: "a", count: 50) + character) == nil)
    }

    @Test(
        arguments: [
            "", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMA",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN", " 9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ])
    func `a challenge is the canonical Base64url of 32 bytes`(text: String) {
        #expect(CodeChallenge(text) == nil)
    }
}
