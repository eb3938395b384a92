import HTTPTypes
import Hummingbird
import NIOCore
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

    @Test(arguments: [
        (
            #"{"reason": "step_up", "error": "insufficient_user_authentication", "max_age": 900}"#, "step-up",
            "max_age=900"
        ),
        (#"{"reason": "identity_required", "identity_level": 2}"#, "identity", nil),
        (
            #"{"reason": "identity_required", "identity_level": 2, "error": "insufficient_user_authentication", "max_age": 900}"#,
            "identity", nil
        ),
        (#"{"reason": "no_grant"}"#, "deny", nil),
    ])
    func `only whom a new sign-in helps is offered one; others are told which identity is needed`(
        context: String, decision: String, query: String?
    ) async throws {
        let json: JSONObject = [
            "decision": false, "context": .object(try JSONReader.readObject(Array(context.utf8))),
        ]
        let answer = AuthorizationAPI.answer(DemoFunction(name: "cqs.pay", title: "Nộp phí"), json)
        let person = SignedInPerson(
            subject: "s", idTokenClaims: [:], userInfo: [:], idToken: "", clientID: "", endSessionEndpoint: nil)
        let response = try Pages(platformName: "P").rights([answer], of: person, at: "H57", as: nil, top: "H57")
        let writer = CollectedBody()
        try await response.body.write(writer)
        let page = writer.text
        #expect(page.contains("data-decision=\"\(decision)\""))
        #expect(page.contains("Sign in again, more strongly") == (query != nil))
        if let query { #expect(page.contains("href=\"/login?\(query)\"")) }
        #expect(page.contains("(VNeID) mức 2") == (decision == "identity"))
        #expect(page.contains("VNeID level 2") == (decision == "identity"))
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

/// The body of an answer that no server sends.
private final class CollectedBody: ResponseBodyWriter {
    private(set) var text = ""

    func write(_ buffer: ByteBuffer) async throws { text += String(buffer: buffer) }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
