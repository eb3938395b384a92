import Identity
import Pages
import Testing

/// What the page after signing out says of the platforms, in the command's own words (`LogoutSummaryTests`).
@Suite struct SignedOutPageTests {
    private func document(_ states: [SignedOutPage.State], _ language: Language) throws -> HTMLDocument {
        let platforms = states.enumerated().map { SignedOutPage.Platform(name: "P\($0.offset)", state: $0.element) }
        let page = SignedOutPage(returnURL: nil, platformName: nil, platforms: platforms)
        return try HTMLDocument(PageRenderer().render(page, in: Frame(language: language, otherLanguagePath: nil)))
    }

    private static let nine = [SignedOutPage.State](repeating: .signedOut, count: 9)

    @Test(arguments: [
        (
            nine + [.retrying, .retrying], "9 trên 11 nền tảng đã đăng xuất, 2 đang thử lại",
            "9 of 11 platforms signed out, 2 retrying"
        ),
        // One that is told for the first time has not heard either.
        (
            nine + [.retrying, .beingTold], "9 trên 11 nền tảng đã đăng xuất, 2 đang thử lại",
            "9 of 11 platforms signed out, 2 retrying"
        ),
        (
            nine + [.unreached], "9 trên 10 nền tảng đã đăng xuất, 1 không báo được",
            "9 of 10 platforms signed out, 1 not reached"
        ),
        (
            nine + [.inBrowser], "9 trên 10 nền tảng đã đăng xuất, 1 trong trình duyệt này",
            "9 of 10 platforms signed out, 1 in this browser"
        ),
        (nine, "9 trên 9 nền tảng đã đăng xuất", "9 of 9 platforms signed out"),
        ([.signedOut], "1 trên 1 nền tảng đã đăng xuất", "1 of 1 platform signed out"),
    ])
    func `how many have heard of it stands in one sentence`(
        states: [SignedOutPage.State], vietnamese: String, english: String
    ) throws {
        #expect(try document(states, .vietnamese)[id: "platforms"]?.text == vietnamese)
        #expect(try document(states, .english)[id: "platforms"]?.text == english)
    }

    @Test(arguments: [
        (SignedOutPage.State.signedOut, "P0: đã đăng xuất", "P0: signed out"),
        (.beingTold, "P0: đang được báo", "P0: being told"),
        (.retrying, "P0: chưa trả lời, hệ thống đang thử lại", "P0: has not answered yet; we keep trying"),
        (
            .inBrowser, "P0: trang của nền tảng đang mở trong trình duyệt này",
            "P0: its own page is being loaded in this browser"
        ),
        (
            .unreached, "P0: không nhận báo đăng xuất: hãy đăng xuất thêm tại đó",
            "P0: can't be told: please sign out there as well"
        ),
    ])
    func `each platform is named, with what it has heard`(
        state: SignedOutPage.State, vietnamese: String, english: String
    ) throws {
        #expect(try document([state], .vietnamese).all("li").map(\.text) == [vietnamese])
        #expect(try document([state], .english).all("li").map(\.text) == [english])
    }

    @Test func `who was signed in nowhere reads of no platform`() throws {
        #expect(try document([], .vietnamese)[id: "platforms"] == nil)
    }
}
