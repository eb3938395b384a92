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
            ("Aa1!nguyen.thu", .containsUsername), ("Aa1!NGUYEN.Thu", .containsUsername),
        ] as [(String, PasswordRefusal)])
    func `a password that can't be set says why`(text: String, refusal: PasswordRefusal) throws {
        let username = try username()
        #expect(throws: refusal) { try NewPassword(text, for: username) }
        #expect(refusal.text.flaws([]) == [])
    }
}
