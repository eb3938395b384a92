import Accounts
import Testing

@Suite struct UsernameTests {
    @Test(
        arguments: [
            ("abc", "abc"), ("nguyen.thi-thu_1@hue", "nguyen.thi-thu_1@hue"), ("CanBo", "canbo"),
            ("A1-", "a1-"),
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
            " abc", "abc ", "abc\n", "ab\u{0}c", "nguyễn", "аdmin", "admın", "\u{212A}elvin", "ａｄｍｉｎ", "ab+c",
            "ab/c",
            "ab'c", "a\u{301}bc",
        ])
    func `what is too short, too long, a number or of another alphabet is no user name`(text: String) {
        #expect(Username(text) == nil)
    }
}
