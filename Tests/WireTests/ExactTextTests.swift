import Testing
import Wire

struct ExactTextTests {
    /// "é" as one scalar and as two: equal to Swift's `String`, different to every specification.
    private let composed = "\u{E9}"
    private let decomposed = "e\u{301}"

    @Test func `texts that only Unicode takes as equal are different`() {
        #expect(composed == decomposed)
        #expect(ExactText(composed) != ExactText(decomposed))
        #expect(!composed.hasSameBytes(as: decomposed))
        #expect(Set([ExactText(composed), ExactText(decomposed)]).count == 2)
    }

    @Test(arguments: [("", ""), ("abc", "abc"), ("Huế", "Huế")])
    func `texts of the same bytes are equal`(left: String, right: String) {
        #expect(ExactText(left) == ExactText(right))
        #expect(ExactText(left).hashValue == ExactText(right).hashValue)
    }

    @Test(arguments: [("", "a"), ("a", "ab"), ("a", "A"), ("a", "a\0"), ("ab", "ba")])
    func `texts of other bytes are different`(left: String, right: String) {
        #expect(ExactText(left) != ExactText(right))
    }
}
