import Foundation
import TestSupport
import Testing
import Wire

/// Which language a page speaks: what was chosen, before what was chosen earlier, before what the platform says.
@Suite(.bothDatabases) struct LanguageTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        browser = Browser(provider)
    }

    private static func isEnglish(_ page: Reply) throws -> Bool {
        let isVietnamese = page.text.contains("<html lang=\"vi\"")
        try #require(isVietnamese != page.text.contains("<html lang=\"en\""))
        #expect(page.text.contains("Tên đăng nhập") == isVietnamese)
        return !isVietnamese
    }

    @Test(arguments: [
        (nil, false), ("vi", false), ("en", true), ("en-GB", true), ("fr en vi", true), ("fr vi en", false),
        ("fr", false), ("EN", true),
    ])
    func `the platform's ui_locales count, in their order`(locales: String?, isEnglish: Bool) async throws {
        let page = try await browser.authorize("platform", locales.map { [("ui_locales", $0)] } ?? [])
        #expect(try Self.isEnglish(page) == isEnglish)
    }

    @Test func `what a person chooses counts more, and is remembered`() async throws {
        let page = try await browser.authorize("platform", [("ui_locales", "vi")])
        let path = try #require(page.formAction)
        #expect(try Self.isEnglish(try await browser.get(path + "?lang=en")))
        #expect(browser.cookies["hue-sso-language"] == "en")
        #expect(try Self.isEnglish(try await browser.get(path)))
        #expect(try Self.isEnglish(try await browser.authorize("platform", [("ui_locales", "vi")])))
        #expect(try !Self.isEnglish(try await browser.get(path + "?lang=vi")))
        #expect(try !Self.isEnglish(try await browser.authorize("platform", [("ui_locales", "en")])))
    }

    @Test(arguments: ["", "fr", "en\"; Path=/x", "%00", "../en"])
    func `a language that we do not speak changes nothing`(tag: String) async throws {
        let path = try #require(try await browser.authorize().formAction)
        browser.cookies["hue-sso-language"] = tag
        #expect(try !Self.isEnglish(try await browser.get(path)))
        browser.cookies["hue-sso-language"] = nil
        #expect(
            try !Self.isEnglish(try await browser.get(path + "?" + FormParameters([("lang", tag)]).encoded()))
        )
        #expect(browser.cookies["hue-sso-language"] == nil)
    }

    @Test func `the link to the other language leads to the same page`() async throws {
        let page = try await browser.authorize("platform", [("login_hint", "an.nguyen")])
        let link = try #require(page.text.split(separator: "\"").first { $0.contains("lang=en") })
        let other = try await browser.get(String(link).replacingOccurrences(of: "&#x3D;", with: "="))
        #expect(try Self.isEnglish(other))
        #expect(other.formAction == page.formAction)
        #expect(other.attribute("value", of: "username") == "an.nguyen")
    }

    @Test(arguments: ["an.nguyen", "\"><script>alert(1)</script>", "Nguyễn & con", "<b>"])
    func `login_hint stands in the field, and is nothing but text`(hint: String) async throws {
        let page = try await browser.authorize("platform", [("login_hint", hint)])
        #expect(page.attribute("value", of: "username") == hint)
        #expect(!page.text.contains("<script>alert") && !page.text.contains("<b>"))
    }

    @Test func `a name that was typed stays after a wrong password, before the hint`() async throws {
        try await provider.addAccount()
        let page = try await browser.authorize("platform", [("login_hint", "binh.tran")])
        let again = try await browser.signIn(page, "an.nguyen", password: "a wrong one")
        #expect(again.status == 403)
        #expect(again.attribute("value", of: "username") == "an.nguyen")
    }
}
