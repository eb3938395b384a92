import Foundation
import TestSupport
import Testing

extension EndToEnd.Browsers {
    /// What a platform's own page sees and hears in a real browser when somebody signs out (OpenID Connect Session Management,
    /// Front-Channel Logout).
    @Suite struct SessionManagementTests {
        /// A page of the platform frames ours, and asks it (§3.1).
        private static let ask = """
            const [issuer, message, done] = arguments;
            window.addEventListener("message", (event) => { if (event.origin === issuer) done(event.data); }, {once: true});
            const frame = document.createElement("iframe");
            frame.src = issuer + "/oauth2/check_session";
            frame.onload = () => frame.contentWindow.postMessage(message, issuer);
            document.body.append(frame);
            """

        @Test func `a page that frames ours hears that the session is the same, and then that it has changed`()
            async throws
        {
            try await CallbackServer.open { platform in
                try await RestartedServer.run(["HUE_SSO_SESSIONS_CHECK_IFRAME": "true"]) { server in
                    let client = try await server.register(
                        .init(redirectURIs: [platform.origin + "/callback"]))
                    let account = try await server.account("an.nguyen")
                    try await Browser.open { browser in
                        func answer(_ message: String) async throws -> String? {
                            try await browser.open(platform.origin + "/page")
                            return try await browser.runAsync(Self.ask, [.string(server.issuer), .string(message)])
                                .string
                        }
                        try await browser.open(client.authorizationURL(at: server.metadata))
                        try await browser.signInLocally(account)
                        try await browser.waitForURL(platform.origin)
                        let state = try #require(await platform.visits(to: "/callback").last?.form["session_state"])
                        #expect(try await answer("\(client.id) \(state)") == "unchanged")
                        #expect(try await answer("somebody-else \(state)") == "changed")
                        for garbage in ["", client.id, state, "\(client.id) \(state) x", "\(client.id) a"] {
                            #expect(try await answer(garbage) == "error", "\(garbage)")
                        }
                        try await browser.open(server.metadata.endSession)
                        try await browser.confirmLogoutIfAsked()
                        #expect(try await answer("\(client.id) \(state)") == "changed")
                    }
                }
            }
        }

        @Test
        func `a browser that signs out loads the platform's page, which hears who has said so and of which session`()
            async throws
        {
            try await CallbackServer.open { platform in
                try await RestartedServer.run { server in
                    let client = try await server.register(
                        .init(
                            redirectURIs: [platform.origin + "/callback"],
                            messages: ["--frontchannel-logout-uri", platform.origin + "/front"]))
                    let account = try await server.account("an.nguyen")
                    try await Browser.open { browser in
                        try await browser.open(client.authorizationURL(at: server.metadata))
                        try await browser.signInLocally(account)
                        try await browser.waitForURL(platform.origin)
                        let code = try #require(await platform.visits(to: "/callback").last?.form["code"])
                        let tokens = try await HTTP.send(
                            client.tokenRequest(at: server.metadata, client.tokenForm(code: code)))
                        let session = try JSON(claimsOf: tokens.json["id_token"].string ?? "")["sid"].string
                        try await browser.open(server.metadata.endSession)
                        try await browser.confirmLogoutIfAsked()
                        let visit = try #require(try await platform.untilVisited("/front", times: 1).first)
                        #expect(visit.method == "GET" && visit.form["iss"] == server.issuer)
                        #expect(session != nil && visit.form["sid"] == session)
                        #expect(try await browser.text("#platforms").contains("1 trong trình duyệt này"))
                    }
                }
            }
        }
    }
}
