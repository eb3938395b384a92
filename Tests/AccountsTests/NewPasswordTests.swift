import Accounts
import TestSupport
import Testing

@Suite struct NewPasswordTests {
    private func username() throws -> Username { try #require(Username("nguyen.thu")) }

    @Test(
        arguments: [
            "Aa1!aaaaaaaaaa", "Đường-Lê-Lợi-1", "Mot con vit xoe ra 2 cai canh", "Aa1 aaaaaaaaaa",
            "ÀÁÂ àáâ 123456",
            "Aa1!" + String(repeating: "a", count: 252),
        ])
    func `fourteen characters of four kinds make a password`(text: String) throws {
        #expect(try NewPassword(text, for: username()).bytes == Array(text.utf8))
    }

    @Test(
        arguments: [
            ("", .tooShort), ("Aa1!aaaaaaaaa", .tooShort), ("Aa1!aaaaaaaa🎋", .tooShort),
            ("Aa1!" + String(repeating: "a", count: 253), .tooLong),
            ("Aa1!" + String(repeating: "ễ", count: 100), .tooLong),
            ("aaaaaaaaaaaaa1!", .tooFewKinds), ("AAAAAAAAAAAAA1!", .tooFewKinds),
            ("Aaaaaaaaaaaaaa!", .tooFewKinds),
            ("Aa1aaaaaaaaaaaa", .tooFewKinds), ("12345678901234", .tooFewKinds),
            ("Aa1!aaaaaaaaa\n", .controlCharacter), ("Aa1!aaaaaaaaa\u{0}", .controlCharacter),
            ("Aa1!aaaaaaaaa\u{7F}", .controlCharacter), ("\tAa1!aaaaaaaaa", .controlCharacter),
            ("Aa1!aaaaaaaaa\u{200B}", .controlCharacter), ("Aa1!aaaaaaaaa\u{202E}", .controlCharacter),
            ("Aa1!aaaaaaaaa\u{FE0F}", .controlCharacter), ("\u{FEFF}Aa1!aaaaaaaaaa", .controlCharacter),
            ("Aa1!aaaaaaaaa\u{E000}", .controlCharacter), (String(repeating: "Aa1!", count: 4000), .tooLong),
            ("Aa1!nguyen.thu", .containsUsername), ("Aa1!NGUYEN.Thu", .containsUsername),
        ] as [(String, PasswordRefusal)])
    func `a password that can't be set says why`(text: String, refusal: PasswordRefusal) throws {
        let username = try username()
        #expect(throws: refusal) { try NewPassword(text, for: username) }
        #expect(refusal.text.flaws([]) == [])
    }

    /// "Đường-Lê-Lợi-1" from a keyboard that sends letters and marks one by one.
    private let inParts = "\u{110}u\u{31B}o\u{31B}\u{300}ng-Le\u{302}-Lo\u{31B}\u{323}i-1"

    @Test func `a password is the same from whichever keyboard it is typed`() throws {
        let whole = Array("\u{110}\u{1B0}\u{1EDD}ng-L\u{EA}-L\u{1EE3}i-1".utf8)
        #expect(try NewPassword(inParts, for: username()).bytes == whole)
        #expect(PresentedPassword(inParts)?.bytes == whole)
        #expect(PresentedPassword("Đường-Lê-Lợi-1")?.bytes == whole)
    }

    @Test(arguments: ["\u{A0}", "\u{3000}", "\u{2009}", "\u{202F}"])
    func `whichever space a keyboard sends is the same one`(space: String) throws {
        let text = "Mot con vit xoe ra 2 cai canh"
        let typed = text.replacing(" ", with: space)
        #expect(try NewPassword(typed, for: username()).bytes == Array(text.utf8))
        #expect(PresentedPassword(typed)?.bytes == Array(text.utf8))
    }

    @Test func `what was typed is kept beside what it is taken for, where that is something else`() {
        #expect(PresentedPassword(inParts)?.typed == Array(inParts.utf8))
        #expect(PresentedPassword("a\u{A0}b")?.typed == Array("a\u{A0}b".utf8))
        #expect(PresentedPassword("Đường-Lê-Lợi-1")?.typed == nil)
        // Nor does case or width change.
        #expect(PresentedPassword("ＡＢＣ abc")?.bytes == Array("ＡＢＣ abc".utf8))
    }

    @Test func `marks don't make a short password long`() throws {
        let username = try username()
        // Fourteen scalars as typed, ten letters as meant.
        #expect(throws: PasswordRefusal.tooShort) {
            try NewPassword("Aa1!e\u{302}e\u{302}e\u{302}e\u{302}ab", for: username)
        }
    }

    @Test(
        arguments: [
            ("", true), ("x", true), (String(repeating: "a", count: 256), true),
            (String(repeating: "a", count: 257), false), (String(repeating: "ễ", count: 85), true),
            (String(repeating: "e\u{302}\u{303}", count: 85), true),
            (String(repeating: "e\u{302}\u{303}", count: 86), false), (String(repeating: "a", count: 1_000_000), false),
        ])
    func `a password that nobody can have set is not looked at`(text: String, isLookedAt: Bool) {
        #expect((PresentedPassword(text) != nil) == isLookedAt)
    }
}
