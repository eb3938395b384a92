import Testing

@testable import Server

/// How a browser is sent on.
@Suite(.bothDatabases) struct RedirectStatusTests {
    /// 307 and 308 would have the browser send the form again, the password in it, to wherever it goes next.
    @Test func `a form that was sent is answered by 303, never by 307 or 308 (RFC 9700 §4.12)`() async throws {
        let provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        let browser = Browser(provider)
        let asked = try await browser.post("/oauth2/authorize", Browser.request())
        #expect(asked.status == 303)
        let begun = try await browser.begin(try await browser.follow(asked))
        #expect(begun.status == 303)
    }
}
