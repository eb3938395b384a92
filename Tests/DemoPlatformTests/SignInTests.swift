import Testing
import VNeIDMock
import Wire

@testable import DemoPlatform

@Suite struct SignInTests {
    @Test func `a person signs in and the platform shows the name and the claims`() async throws {
        try await withPlatform { running in
            let browser = Browser(running)
            let before = try await browser.get(running.origin + "/")
            #expect(before.text.contains(#"<a id="login""#))
            #expect(try await running.signIn(browser).location == "/")
            let page = try await browser.get(running.origin + "/")
            #expect(page.claim("SoDinhDanh") == "046195000022")
            #expect(page.claim("HoVaTen") == "Nguyễn Thị Minh Hoạ")
            #expect(page.claim("iss") == running.mockOrigin)
            #expect(page.claim("exp") == String(running.clock.now.secondsSince1970 + 300))
            // VNeID tells no `name`, so the page greets by the subject.
            #expect(page.between(#"<span id="name">"#, "<") == page.claim("sub"))
            #expect(page.text.contains(#"<a id="logout""#))
        }
    }

    @Test func `the name is the claim of that name, wherever it was told`() async throws {
        try await withPlatform { running in
            running.tampering.at("/oauth2/userinfo", set: "name", to: "Bà <Thử>")
            let browser = Browser(running)
            _ = try await running.signIn(browser)
            let page = try await browser.get(running.origin + "/")
            #expect(page.between(#"<span id="name">"#, "<") == "Bà &lt;Thử&gt;")
            #expect(page.text.contains(#"data-claim="name" data-source="userinfo""#))
        }
    }

    @Test func `the request to the provider has PKCE, state and nonce, fresh each time`() async throws {
        try await withPlatform { running in
            let browser = Browser(running)
            var seen: Set<String> = []
            for _ in 0..<2 {
                let location = try URI(try await browser.get(running.origin + "/login").location)
                let query = try FormParameters(query: location.query ?? "")
                #expect(location.path == "/oauth2/authorize")
                #expect(try query.single("response_type") == "code")
                #expect(try query.single("client_id") == "demo platform")
                #expect(try query.single("redirect_uri") == running.origin + "/callback")
                #expect(try query.single("scope") == "openid profile")
                #expect(try query.single("code_challenge_method") == "S256")
                for name in ["state", "nonce", "code_challenge"] {
                    let value = try #require(try query.single(name))
                    #expect(value.utf8.count == 43)
                    #expect(seen.insert(value).inserted)
                }
            }
        }
    }

    @Test func `two tabs can sign in side by side`() async throws {
        try await withPlatform { running in
            let browser = Browser(running)
            let first = try await running.callback(browser)
            let second = try await running.callback(browser)
            #expect(try await browser.get(second).status == 303)
            #expect(try await browser.get(first).status == 303)
        }
    }

    @Test func `the session's id changes when somebody signs in`() async throws {
        try await withPlatform { running in
            let browser = Browser(running)
            let callback = try await running.callback(browser)
            let before = await browser.cookie
            let reply = try await browser.get(callback)
            #expect(await browser.cookie != before)
            let cookie = try #require(reply.header("set-cookie"))
            #expect(cookie.hasPrefix("demo-platform-session="))
            #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax"))
            let old = Browser(running, cookie: before)
            #expect(try await old.get(running.origin + "/").text.contains(#"id="login""#))
        }
    }

    @Test func `a callback counts once and in the browser that began it`() async throws {
        try await withPlatform { running in
            let browser = Browser(running)
            let callback = try await running.callback(browser)
            let stranger = Browser(running)
            #expect(try await stranger.get(callback).errorCode == "unknown-state")
            _ = try await stranger.get(running.origin + "/login")
            #expect(try await stranger.get(callback).errorCode == "unknown-state")
            #expect(try await browser.get(callback).status == 303)
            #expect(try await browser.get(callback).errorCode == "unknown-state")
        }
    }

    @Test func `a begun sign-in is over after an hour, and a session too`() async throws {
        try await withPlatform { running in
            let browser = Browser(running)
            _ = try await running.signIn(browser)
            let callback = try await running.callback(browser)
            running.clock.advance(by: .hours(1))
            #expect(try await browser.get(running.origin + "/").text.contains(#"id="login""#))
            #expect(try await browser.get(callback).errorCode == "unknown-state")
        }
    }

    @Test func `a refusal is shown with its code`() async throws {
        try await withPlatform { running in
            let browser = Browser(running)
            let page = try await browser.get(try await running.callback(browser, decision: "deny"))
            #expect(page.status == 403)
            #expect(page.errorCode == "access_denied")
            #expect(page.text.contains("the citizen refused to share"))
            #expect(try await browser.get(running.origin + "/").text.contains(#"id="login""#))
        }
    }

    @Test func `signing out ends the session here and there and comes back`() async throws {
        try await withPlatform { running in
            let browser = Browser(running)
            _ = try await running.signIn(browser)
            let signedIn = await browser.cookie
            let toProvider = try await browser.get(running.origin + "/logout")
            let query = try FormParameters(query: try URI(toProvider.location).query ?? "")
            #expect(try query.single("id_token_hint")?.split(separator: ".").count == 3)
            #expect(try query.single("client_id") == "demo platform")
            #expect(try query.single("post_logout_redirect_uri") == running.origin + "/signed-out")
            let back = try await browser.get(toProvider.location).location
            #expect(back == running.origin + "/signed-out?state=\(try #require(try query.single("state")))")
            #expect(try await browser.get(back).text.contains(#"id="signed-out""#))
            #expect(try await browser.get(back).errorCode == "unknown-state")
            for left in [browser, Browser(running, cookie: signedIn)] {
                #expect(try await left.get(running.origin + "/").text.contains(#"id="login""#))
            }
        }
    }

    @Test func `a provider without an end-session endpoint is signed out of here only`() async throws {
        try await withPlatform { running in
            running.tampering.at("/.well-known/openid-configuration", set: "end_session_endpoint", to: nil)
            let browser = Browser(running)
            _ = try await running.signIn(browser)
            #expect(try await browser.get(running.origin + "/logout").location == "/signed-out")
            #expect(try await browser.get(running.origin + "/").text.contains(#"id="login""#))
        }
    }

    @Test func `signing out without a session leads to the start page`() async throws {
        try await withPlatform { running async throws in
            #expect(try await Browser(running).get(running.origin + "/logout").location == "/")
        }
    }
}
