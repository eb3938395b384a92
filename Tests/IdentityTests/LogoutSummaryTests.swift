import Identity
import Testing

@Suite struct LogoutSummaryTests {
    @Test(arguments: [
        (
            LogoutSummary(of: 11, signedOut: 9, retrying: 2, unreached: 0), "9 of 11 platforms signed out, 2 retrying",
            "9 trên 11 nền tảng đã đăng xuất, 2 đang thử lại"
        ),
        (
            LogoutSummary(of: 11, signedOut: 11, retrying: 0, unreached: 0), "11 of 11 platforms signed out",
            "11 trên 11 nền tảng đã đăng xuất"
        ),
        (
            LogoutSummary(of: 1, signedOut: 0, retrying: 0, unreached: 1), "0 of 1 platform signed out, 1 not reached",
            "0 trên 1 nền tảng đã đăng xuất, 1 không báo được"
        ),
        (
            LogoutSummary(of: 5, signedOut: 1, retrying: 1, inBrowser: 1, unreached: 2),
            "1 of 5 platforms signed out, 1 retrying, 1 in this browser, 2 not reached",
            "1 trên 5 nền tảng đã đăng xuất, 1 đang thử lại, 1 trong trình duyệt này, 2 không báo được"
        ),
    ])
    func `the numbers stand in one sentence, and what there is none of isn't said`(
        summary: LogoutSummary, english: String, vietnamese: String
    ) {
        #expect(summary.text == Bilingual(vietnamese, english))
    }
}
