import Accounts
import Testing

@Suite struct UsernameTests {
    @Test(
        arguments: [
            ("abc", "abc"), ("nguyen.thi-thu_1@hue", "nguyen.thi-thu_1@hue"), ("CanBo", "canbo"),
            ("A1-", "a1-"),
            // A phone's keyboard puts a space behind the word; a copied name brings others, and a break of lines.
            ("chu.tich ", "chu.tich"), (" chu.tich", "chu.tich"), ("\u{A0}chu.tich\u{3000}", "chu.tich"),
            ("\tchu.tich\r\n", "chu.tich"),
            // Full-width forms of an East Asian keyboard.
            ("ｃｈｕ．ｔｉｃｈ", "chu.tich"), ("ＡＤＭＩＮ＠ｈｕｅ", "admin@hue"), ("\u{3000}ａｄｍｉｎ１", "admin1"),
            (String(repeating: "a", count: 64), String(repeating: "a", count: 64)),
        ])
    func `a user name is folded to lower case`(text: String, name: String) {
        #expect(Username(text)?.text == name)
        #expect(Username(text) == Username(name))
    }

    @Test(
        arguments: [
            "", "ab", String(repeating: "a", count: 65), "046190000001", "1abc", ".abc", "@abc", "-abc",
            "_abc", "a b c",
            "ab\u{A0}c", "ab\u{0}c", "\u{0}abc", "nguyễn", "аdmin", "admın", "\u{212A}elvin", "ab+c", "ab＋c", "  ",
            // What has no width is no space; half-width letters of other alphabets are those letters.
            "abc\u{200B}", "\u{FEFF}abc", "\u{202E}abc", "abcｱ",
            "ab/c",
            "ab'c", "a\u{301}bc",
        ])
    func `what is too short, too long, a number or of another alphabet is no user name`(text: String) {
        #expect(Username(text) == nil)
    }
}
