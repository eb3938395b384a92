import Testing

@testable import Pages

@Suite struct AddressTests {
    @Test(arguments: [
        "/", "/sign-in/abc?x=y&z=%20#f", "https://bi.hue.gov.vn/", "http://127.0.0.1:8070/callback",
        "vn.gov.hue.hues:/callback", "https://bi.hue.gov.vn/?next=javascript:alert(1)",
    ])
    func `a path of ours or an absolute address stays as it is`(_ text: String) {
        #expect(Address(text).text == text)
    }

    @Test(arguments: [
        "", "//other.example/", "/\\other.example/", "/\t/other.example", "/\n/other.example", "\\\\other.example",
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "\u{1}javascript:alert(1)",
        "java\tscript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "blob:https://x/y",
        "filesystem:https://x/y", "about:blank", "sign-in", "?x=y", "#x", ":", "1a:x", "ja\u{301}vascript:alert(1)",
    ])
    func `anything else leads home`(_ text: String) {
        #expect(Address(text).text == "/")
    }
}
