import Identity
import Testing

struct CitizenNumberTests {
    @Test func `twelve digits are a citizen number`() {
        #expect(CitizenNumber("046199012345")?.digits == "046199012345")
    }

    @Test(arguments: [
        "", "04619901234", "0461990123456", "04619901234a", " 46199012345", "046199012345\n", "-46199012345",
        "046 19901234", "\u{FF10}46199012345", "\u{0660}4619901234", "046199012\u{FF13}",
    ])
    func `anything else is not`(text: String) {
        #expect(CitizenNumber(text) == nil)
    }

    @Test func `printing it keeps all but the last three digits back`() throws {
        let number = try #require(CitizenNumber("046199012345"))
        #expect("\(number)" == "•••••••••345")
    }
}
