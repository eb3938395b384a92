import Foundation
import Testing

extension EndToEnd.Browsers {
    /// What a platform asks behind the browser's back (CIBA Core), a person answers in a browser.
    @Suite(.demo, .demoLog)
    struct BackchannelBrowserTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        private static let grant = "urn:openid:params:grant-type:ciba"

        @Test(arguments: ["allow", "deny"])
        func `a person finds what a platform asks, compares it, and decides`(choice: String) async throws {
            let person = try demo.local()
            let platform = try await Platform.register(
                .init(name: "Quầy một cửa", redirectURIs: [], scopes: ["openid", "profile"], grants: ["ciba"]), on: demo
            )
            let question: Form = [
                "scope": "openid profile", "login_hint": person.username, "binding_message": "W4SCT",
            ]
            let asked = try await HTTP.send(
                .post(demo.issuer + "/oauth2/bc-authorize", form: question.encoded, [platform.basic()]))
            let id = try #require(asked.json["auth_req_id"].string, "\(asked)")
            try await Browser.open(.plain) { browser in
                try await browser.open(demo.issuer + "/requests")
                try await browser.signInLocally(person)
                try await browser.click("#requests button")
                #expect(try await browser.text("#binding-message") == "W4SCT")
                #expect(try await browser.text("body").contains("Quầy một cửa"))
                try await browser.click("#\(choice)")
                _ = try await browser.find("#done")
            }
            let form: Form = ["grant_type": Self.grant, "auth_req_id": id]
            let answer = try await HTTP.send(platform.tokenRequest(at: demo.metadata, form))
            #expect((answer.json["id_token"].string != nil) == (choice == "allow"), "\(answer)")
            if choice == "deny" { #expect(answer.json["error"] == "access_denied") }
        }
    }
}
