import Federation
import Identity
import TestSupport
import Testing
import VNeIDMock
import Wire

/// App to app: the way in with VNeID's app on the person's own phone, on the simulated one. Whoever steals what travels, the
/// transaction's id or the return link, signs in nobody with it.
@Suite(.bothDatabases) struct VNeIDAppTests {
    private static let citizen = "046195000022"
    private static let phone =
        "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
    private static let desktop = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
    private static let app = "vneid-app"

    private func phone(_ stage: Federated) -> Browser {
        let browser = Browser(stage.provider)
        browser.name = Self.phone
        return browser
    }

    /// From the platform's request to the universal link.
    private func begin(_ stage: Federated, _ browser: Browser) async throws -> String {
        try await stage.begin(browser, try await browser.authorize(), at: Self.app)
    }

    /// What the return link brings.
    private func answer(_ stage: Federated, _ browser: Browser, as username: String) async throws -> FormParameters {
        let back = try await stage.visit(try await begin(stage, browser), as: username)
        return try FormParameters(query: URI(RunningProvider.issuer + back).query ?? "")
    }

    @Test func `on a phone the app is offered first, and the browser's way stays; elsewhere it isn't`() async throws {
        try await Federated.run { stage in
            let holder = phone(stage)
            let page = try await holder.authorize()
            let app = try #require(page.text.firstRange(of: "id=\"continue-with-vneid-app\"")?.lowerBound)
            let browsers = try #require(page.text.firstRange(of: "id=\"continue-with-vneid\"")?.lowerBound)
            #expect(app < browsers)
            for name in [nil, Self.desktop] {
                let browser = Browser(stage.provider)
                browser.name = name
                let page = try await browser.authorize()
                #expect(page.attribute("href", of: "continue-with-vneid-app") == nil)
                #expect(page.attribute("href", of: "continue-with-vneid") != nil)
            }
            let target = try #require(page.formAction)
            let hinted = try await holder.get(target, headers: [("Sec-CH-UA-Mobile", "?0")])
            #expect(hinted.attribute("href", of: "continue-with-vneid") != nil)
            #expect(hinted.attribute("href", of: "continue-with-vneid-app") == nil)
        }
    }

    @Test func `who proves in the app who they are comes back by the return link, signed in as by the browser's way`()
        async throws
    {
        try await Federated.run { stage in
            let browser = phone(stage)
            let link = try await begin(stage, browser)
            // Nothing but the id: what else there is, VNeID has from us.
            let query = try FormParameters(query: URI(link).query ?? "")
            #expect(link.hasPrefix(stage.origin + "/app/open?") && query.names == ["transaction"])
            #expect(try await stage.provider.count("upstream_logins") == 1)
            let back = try await stage.visit(link, as: Self.citizen)
            #expect(back.hasPrefix("/vneid/app/callback?"))
            let reply = try await browser.follow(try await browser.get(back))
            let claims = try browser.idToken(
                try await browser.redeem(try #require(try reply.redirection().single("code"))))
            #expect(claims["acr"] == "https://hue.gov.vn/acr/2" && claims["amr"] == ["vneid", "mfa"])
            #expect(try await stage.provider.count("upstream_logins") == 0)
            let desktop = Browser(stage.provider)
            let code = try await stage.code(desktop, as: Self.citizen)
            #expect(try desktop.idToken(try await desktop.redeem(code))["sub"] == claims["sub"], "one person")
        }
    }

    @Test func `a return link that was stolen signs in nobody, and whose it is still comes in by it, once`()
        async throws
    {
        try await Federated.run { stage in
            let browser = phone(stage)
            let back = try await stage.visit(try await begin(stage, browser), as: Self.citizen)
            let thief = phone(stage)
            // One that has begun a sign-in of its own, and one that hasn't.
            _ = try await begin(stage, thief)
            for other in [thief, phone(stage)] {
                #expect(try await other.get(back).status == 400)
                #expect(other.session == nil)
            }
            #expect(try await browser.get(back).status == 303)
            #expect(browser.session != nil)
            #expect(try await browser.get(back).status == 400)
        }
    }

    @Test func `what a stolen return link brings isn't taken in another's own sign-in`() async throws {
        try await Federated.run { stage in
            let stolen = try await answer(stage, phone(stage), as: Self.citizen)
            let thief = phone(stage)
            let own = try await answer(stage, thief, as: "046099000011")
            // The other's code with the thief's own state: nonce and code verifier are the other's.
            let mixed = FormParameters([
                ("code", try #require(try stolen.single("code"))), ("state", try #require(try own.single("state"))),
                ("iss", stage.origin),
            ])
            let reply = try await thief.get("/vneid/app/callback?" + mixed.encoded())
            #expect(reply.location?.contains("problem=failed") == true, "\(reply.status) \(reply.text)")
            #expect(thief.session == nil)
            #expect(try await stage.provider.count("people") == 0)
        }
    }

    /// Who reads another's universal link can answer it as themselves alone, and their own browser doesn't take the answer.
    @Test func `a transaction's id that was stolen signs in nobody at the thief's`() async throws {
        try await Federated.run { stage in
            let link = try await begin(stage, phone(stage))
            let thief = phone(stage)
            _ = try await begin(stage, thief)
            let back = try await stage.visit(link, as: "046099000011")
            #expect(try await thief.get(back).status == 400)
            #expect(thief.session == nil)
        }
    }

    @Test func `an answer of the one way isn't taken at the other's address`() async throws {
        try await Federated.run { stage in
            for (party, address) in [(Self.app, "/vneid/callback?"), ("vneid", "/vneid/app/callback?")] {
                let browser = phone(stage)
                let link = try await stage.begin(browser, try await browser.authorize(), at: party)
                let query = try #require(
                    try await stage.visit(link, as: Self.citizen).split(separator: "?", maxSplits: 1).last)
                #expect(try await browser.get(address + query).status == 400)
                #expect(browser.session == nil)
            }
        }
    }

    @Test func `an answer that comes after a quarter of an hour begins anew`() async throws {
        try await Federated.run { stage in
            let browser = phone(stage)
            let back = try await stage.visit(try await begin(stage, browser), as: Self.citizen)
            stage.provider.clock.advance(by: .minutes(15))
            let reply = try await browser.get(back)
            #expect(reply.location?.hasPrefix("/oauth2/authorize/") == true)
            #expect(browser.session == nil)
        }
    }

    @Test func `a refusal in the app is told on the login page, which offers the app again`() async throws {
        try await Federated.run { stage in
            let browser = phone(stage)
            let back = try await stage.visit(try await begin(stage, browser), as: Self.citizen, decision: "deny")
            let page = try await browser.follow(try await browser.get(back))
            #expect(page.attribute("href", of: "continue-with-vneid-app") != nil)
            #expect(page.text.contains("id=\"problem\""), "\(page.text)")
        }
    }

    @Test(arguments: [#"{"expires_in":300}"#, #"{"transaction_id":"short"}"#, #"{"transaction_id":7}"#, "x"])
    func `where VNeID makes no transaction, nobody is sent anywhere and nothing is kept`(answer: String) async throws {
        try await Federated.run { stage in
            let browser = phone(stage)
            let page = try await browser.authorize()
            let path = try #require(page.attribute("href", of: "continue-with-vneid-app"))
            stage.wire.script("/app/transactions", .answer(200, answer))
            #expect(try await browser.get(path).location?.contains("problem=failed") == true)
            stage.wire.script("/app/transactions", .failure(.unreachable))
            #expect(try await browser.get(path).location?.contains("problem=unavailable") == true)
            #expect(try await stage.provider.count("upstream_logins") == 0)
        }
    }

    @Test func `in the profile that wasn't agreed with the app nobody is offered it`() async throws {
        try await Federated.run(.quirks) { stage in
            let page = try await phone(stage).authorize()
            #expect(page.attribute("href", of: "continue-with-vneid-app") == nil)
            let path = try #require(page.attribute("href", of: "continue-with-vneid"))
            #expect(try await phone(stage).get(path + "/app").status == 404)
        }
    }
}
