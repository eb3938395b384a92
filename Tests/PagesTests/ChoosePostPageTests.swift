import Identity
import Pages
import Testing

@Suite struct ChoosePostPageTests {
    private let page = ChoosePostPage(
        platformName: "Báo cáo số", personName: "Nguyễn Thị Thử",
        posts: [
            ChoosePostPage.Post(
                value: "truong-phong@H57.05.04", position: Bilingual("Trưởng phòng", "Head of a division"),
                unitName: "Phòng Bưu chính"),
            ChoosePostPage.Post(
                value: "thanh-vien@H57", position: Bilingual("thanh-vien", "thanh-vien"), unitName: "Thành phố Huế"),
        ], action: "/interaction/posts", formToken: "t")

    private func document(in language: Language) throws -> HTMLDocument {
        let frame = Frame(language: language, otherLanguagePath: nil)
        return try HTMLDocument(try PageRenderer().render(page, in: frame))
    }

    @Test(arguments: Language.allCases)
    func `each post is a button of its own, in the order that was given`(_ language: Language) throws {
        let buttons = try document(in: language).all("button")
        #expect(buttons.map { $0["value"] } == ["truong-phong@H57.05.04", "thanh-vien@H57"])
        #expect(buttons.allSatisfy { $0["name"] == "post" && $0["type"] == "submit" })
        let position = language == .vietnamese ? "Trưởng phòng" : "Head of a division"
        #expect(buttons.map(\.text) == ["Phòng Bưu chính \(position)", "Thành phố Huế thanh-vien"])
    }

    @Test(arguments: Language.allCases)
    func `it says who is asked, and by which platform`(_ language: Language) throws {
        let text = try document(in: language).text
        #expect(text.contains("Nguyễn Thị Thử") && text.contains("Báo cáo số"))
    }

    @Test func `the names of units are Vietnamese in either language, for whoever reads them out`() throws {
        let names = try document(in: .english).all("strong").filter { $0["class"] != "platform" }
        #expect(names.map { $0["lang"] } == ["vi", "vi"])
    }
}
