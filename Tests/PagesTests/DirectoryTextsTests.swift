import Pages
import Testing

/// What staff read who sign in with the password of their directory.
@Suite struct DirectoryTextsTests {
    private static let notices: [PasswordNotice] = [
        .graceLeft(0), .graceLeft(1), .graceLeft(5), .expires(days: 0), .expires(days: 1), .expires(days: 12),
    ]

    private func page(_ notice: PasswordNotice?, _ language: Language) throws -> HTMLDocument {
        let page = SecondFactorPage(
            way: .oneTimePassword, platformName: "P", action: "/a", formToken: "t", otherWayPath: "/b", notice: notice)
        return try HTMLDocument(PageRenderer().render(page, in: Frame(language: language, otherLanguagePath: nil)))
    }

    @Test(arguments: Language.allCases)
    func `each notice of the password has words of its own`(_ language: Language) throws {
        let texts = try Self.notices.map { try page($0, language)[id: "notice"]?.text ?? "" }
        #expect(Set(texts).count == Self.notices.count && !texts.contains(""))
        #expect(try page(nil, language)[id: "notice"] == nil)
    }

    @Test(arguments: notices)
    func `a notice comes back from its text`(_ notice: PasswordNotice) {
        #expect(PasswordNotice(notice.text) == notice)
    }

    @Test(arguments: ["", "grace", "grace-", "grace--1", "grace-99999", "expires-1x", "expires-١", "soon"])
    func `another text is no notice`(_ text: String) {
        #expect(PasswordNotice(text) == nil)
    }

    @Test func `a count that no directory gives is a large one`() {
        #expect(PasswordNotice.graceLeft(-3).text == "grace-0")
        #expect(PasswordNotice(PasswordNotice.expires(days: .max).text) == .expires(days: 9_999))
    }

    @Test(arguments: Language.allCases)
    func `only where staff sign in with their directory's password is it spoken of`(_ language: Language) throws {
        for offers in [true, false] {
            let page = SignInPage(
                platformName: "P", action: "/a", formToken: "t", vneidPath: nil, offersDirectory: offers,
                problem: .wrongUsernameOrPassword)
            let document = try HTMLDocument(
                PageRenderer().render(page, in: Frame(language: language, otherLanguagePath: nil)))
            #expect((document[id: "directory-hint"] != nil) == offers)
            let word = language == .vietnamese ? "thư mục" : "directory"
            #expect(document[id: "problem"]?.text.contains(word) == offers)
        }
    }
}
