import Identity
import Pages
import Testing

@Suite struct ConsentPageTests {
    @Test func `each scope that we know has a title and an explanation of its own`() throws {
        for language in Language.allCases {
            let known = ["openid", "profile", "phone", "address", "citizen_id", "org", "permissions"]
            let texts = try known.map { try items([$0], language) }
            #expect(texts.allSatisfy { $0.count == 2 && $0.allSatisfy { text in !text.isEmpty } })
            #expect(Set(texts.map { $0.joined() }).count == known.count)
            for (scope, text) in zip(known, texts) { #expect(!text.contains(scope)) }
        }
    }

    @Test func `a scope that we don't know is shown by its name, not hidden`() throws {
        #expect(try items(["openid", "x-new"], .vietnamese).last == "x-new")
    }

    @Test func `the two answers go by one name`() throws {
        let page = ConsentPage(platformName: "P", personName: "N", scopes: ["openid"], action: "/c", formToken: "t")
        let document = try HTMLDocument(
            PageRenderer().render(page, in: Frame(language: .vietnamese, otherLanguagePath: nil)))
        #expect(document.all("button").map { $0["name"] } == ["choice", "choice"])
        #expect(document.all("button").map { $0["value"] } == ["allow", "deny"])
    }

    @Test
    func `what a platform wants to be allowed to do is listed by function and unit; for nothing there is no list`()
        throws
    {
        func document(_ rights: [ConsentPage.Right]) throws -> HTMLDocument {
            let page = ConsentPage(
                platformName: "P", personName: "N", scopes: ["openid"], action: "/c", formToken: "t", rights: rights)
            return try HTMLDocument(
                PageRenderer().render(page, in: Frame(language: .vietnamese, otherLanguagePath: nil)))
        }
        let right = ConsentPage.Right(function: Bilingual("Xem báo cáo", "See reports"), unit: "Sở Du lịch <1>")
        let asked = try document([right])
        #expect(asked[id: "rights"] != nil && asked.text.contains("Xem báo cáo"))
        #expect(asked.text.contains("Sở Du lịch <1>"))
        #expect(try document([])[id: "rights"] == nil)
    }

    /// What stands in the list: titles and explanations.
    private func items(_ scopes: [String], _ language: Language) throws -> [String] {
        let page = ConsentPage(platformName: "P", personName: "N", scopes: scopes, action: "/c", formToken: "t")
        let elements = try HTMLDocument(
            PageRenderer().render(page, in: Frame(language: language, otherLanguagePath: nil))
        ).elements
        let list = try #require(elements.firstIndex { $0.name == "ul" })
        return elements[list...].filter { ["strong", "span"].contains($0.name) }.map(\.text)
    }
}
