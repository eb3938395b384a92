import Pages
import Testing

@Suite struct LanguageTests {
    @Test(arguments: [
        ("vi", Language.vietnamese), ("vi-VN", .vietnamese), ("VI", .vietnamese), ("en", .english),
        ("en-GB", .english), ("EN-us", .english), ("en_GB", .english),
    ])
    func `a language is known by the first part of its tag`(_ tag: String, _ language: Language) {
        #expect(Language(tag: tag) == language)
    }

    @Test(arguments: ["", "-", "v", "vie", "vi VN", "fr", "fr-vi", " vi", "en;q=1", "\0", "vi\u{301}"])
    func `another tag, or what is none, is no language of ours`(_ tag: String) {
        #expect(Language(tag: tag) == nil)
    }

    @Test(arguments: [
        ("vi en", Language.vietnamese), ("en vi", .english), ("fr-CA en vi", .english), ("  vi-VN  ", .vietnamese),
        ("fr de", nil), ("", nil), (nil, nil),
    ])
    func `the first of the wanted languages that we have is preferred`(_ locales: String?, _ language: Language?) {
        #expect(Language.preferred(locales) == language)
    }
}
