import Testing
import Wire

@testable import DemoPlatform

@Suite struct PlatformPagesTests {
    @Test func `every page has the platform's name, a strict policy, and no script`() async throws {
        try await withPlatform { running in
            let browser = Browser(running)
            _ = try await running.signIn(browser)
            let pages = [
                try await browser.get(running.origin + "/"),
                try await Browser(running).get(running.origin + "/"),
                try await browser.get(running.origin + "/callback"),
                try await browser.get(running.origin + "/signed-out"),
                try await browser.get(running.origin + "/nothing-here"),
            ]
            for page in pages {
                #expect(page.text.contains(#"<html lang="vi">"#))
                #expect(page.text.contains("Bản đồ &lt;nền&gt;"))
                #expect(page.text.contains("Trang minh hoạ"))
                #expect(!page.text.contains("<script") && !page.text.contains("style="))
                #expect(
                    page.header("content-security-policy")
                        == "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
                        + "frame-ancestors 'none'")
                #expect(page.header("cache-control") == "no-store")
                #expect(page.header("x-content-type-options") == "nosniff")
            }
            #expect(
                try await browser.get(running.origin + "/style.css").header("content-type")
                    == "text/css; charset=utf-8")
        }
    }

    @Test func `a platform without a registration says that it can't sign anybody in yet`() async throws {
        try await withPlatform(isConnected: false) { running in
            let page = try await Browser(running).get(running.origin + "/login")
            #expect(page.status == 503)
            #expect(page.errorCode == "not-connected")
        }
    }

    @Test func `the claims table shows the ID token's claims, then what UserInfo adds`() {
        let person = SignedInPerson(
            subject: "s", idTokenClaims: ["sub": "s", "amr": ["pwd", "otp"]],
            userInfo: ["sub": "s", "address": ["locality": "Huế"]], idToken: "", clientID: "",
            endSessionEndpoint: nil)
        let rows = ClaimRow.rows(of: person)
        #expect(rows.map(\.name) == ["sub", "amr", "address"])
        #expect(rows.map(\.value) == ["s", #"["pwd","otp"]"#, #"{"locality":"Huế"}"#])
        #expect(rows.map(\.source) == ["id-token", "id-token", "userinfo"])
    }
}
