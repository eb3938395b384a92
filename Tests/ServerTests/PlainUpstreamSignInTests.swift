import Identity
import TestSupport
import Testing
import VNeIDMock
import Wire

/// The way in with a second upstream that is a plain OpenID Provider: the simulated VNeID, at its socket, by an entry of
/// the configuration that knows nothing of it but the standard.
@Suite(.bothDatabases) struct PlainUpstreamSignInTests {
    private static let citizen = "046195000022"

    private static let entry: JSONObject = [
        "id": "giao-duc", "name": ["vi": "Sở Giáo dục", "en": "Education"], "client_id": "sso-hue-web",
        "client_secret_file": "/secret",
    ]
    private static var trusted: JSONObject {
        var entry = entry
        entry["citizen_number_claim"] = "SoDinhDanh"
        return entry
    }

    /// From a platform's request to its ID token.
    private func idToken(
        _ stage: Federated, _ browser: Browser, at party: String = "giao-duc"
    ) async throws -> JSONObject {
        let reply = try await stage.signIn(browser, try await browser.authorize(), as: Self.citizen, at: party)
        let code = try await browser.follow(reply).redirection().single("code")
        return try browser.idToken(try await browser.redeem(try #require(code)))
    }

    @Test func `who comes by it is a person of the party's, with no level of the state's, and stays the same`()
        async throws
    {
        try await Federated.run(upstream: Self.entry) { stage in
            let first = try await idToken(stage, Browser(stage.provider))
            #expect(first["amr"] == ["federated"] && first["acr"] == "https://hue.gov.vn/acr/1")
            #expect(try await idToken(stage, Browser(stage.provider))["sub"] == first["sub"])
            #expect(
                try await stage.provider.texts("SELECT kind FROM person_identifiers") == ["upstream"])
            #expect(
                try await stage.provider.texts("SELECT CAST(identity_level AS TEXT) FROM people") == [""])
            for table in ["staff_accounts", "local_accounts", "role_grants", "assignments"] {
                #expect(try await stage.provider.count(table) == 0, "\(table)")
            }
            let event = try #require(try await stage.provider.events().first)
            #expect(event.action == "sign-in" && event.outcome == "success" && event.object == "upstream:giao-duc")
            // The same human at VNeID is somebody else: nothing says that they are one.
            #expect(try await idToken(stage, Browser(stage.provider), at: "vneid")["sub"] != first["sub"])
        }
    }

    @Test func `where its numbers are trusted, it finds the state's person and changes nothing of them`() async throws {
        try await Federated.run(upstream: Self.trusted) { stage in
            let sub = try await idToken(stage, Browser(stage.provider), at: "vneid")["sub"]
            #expect(try await idToken(stage, Browser(stage.provider))["sub"] == sub)
            #expect(
                try await stage.provider.texts("SELECT name || ' ' || identity_level || ' ' || birthdate FROM people")
                    == ["Nguyễn Thị Minh Hoạ 2 1995-09-02"])
        }
    }

    @Test func `it wakes no staff account that sleeps`() async throws {
        try await Federated.run(upstream: Self.trusted) { stage in
            _ = try await idToken(stage, Browser(stage.provider), at: "vneid")
            try await stage.provider.execute(
                """
                INSERT INTO staff_accounts (person, state, since, last_sign_in_at, has_disabled_person)
                SELECT id, 'dormant', 0, 0, 0 FROM people
                """)
            let browser = Browser(stage.provider)
            let reply = try await stage.signIn(browser, try await browser.authorize(), as: Self.citizen, at: "giao-duc")
            #expect(reply.location?.hasSuffix("?problem=account-disabled") == true && browser.session == nil)
            #expect(try await stage.provider.texts("SELECT state FROM staff_accounts") == ["dormant"])
            let event = try #require(try await stage.provider.events().last)
            #expect(event.outcome == "refused: dormant" && event.object == "upstream:giao-duc")
        }
    }

    @Test(arguments: [
        ("giao-duc", "/upstream/giao-duc/callback", "/vneid/callback"),
        ("vneid", "/vneid/callback", "/upstream/giao-duc/callback"),
    ])
    func `one party's answer at another's callback signs nobody in, and loses nothing (P52)`(
        party: String, right: String, wrong: String
    ) async throws {
        try await Federated.run(upstream: Self.trusted) { stage in
            let browser = Browser(stage.provider)
            let address = try await stage.begin(browser, try await browser.authorize(), at: party)
            let callback = try await stage.visit(address, as: Self.citizen)
            try #require(callback.hasPrefix(right))
            let reply = try await browser.get(wrong + callback.dropFirst(right.count))
            #expect(reply.status == 400 && browser.session == nil)
            #expect(stage.wire.count("/oauth2/token") == 0)
            #expect(try await browser.get(callback).status == 303)
            #expect(browser.session != nil)
        }
    }

    @Test func `a callback counts once, and in the browser that began it`() async throws {
        try await Federated.run(upstream: Self.entry) { stage in
            let (browser, other) = (Browser(stage.provider), Browser(stage.provider))
            _ = try await other.authorize()
            let address = try await stage.begin(browser, try await browser.authorize(), at: "giao-duc")
            let callback = try await stage.visit(address, as: Self.citizen)
            #expect(try await other.get(callback).status == 400)
            #expect(try await browser.get(callback).status == 303)
            #expect(try await browser.get(callback).status == 400)
            #expect(other.session == nil && stage.wire.count("/oauth2/token") == 1)
        }
    }

    @Test(arguments: [
        (Fault.refusedByCitizen, "refused", "refused"), (.replayedCode, "failed", "untrustworthy-token-refused"),
        (.wrongSignature, "failed", "untrustworthy-signature"), (.wrongIssuer, "failed", "untrustworthy-issuer"),
        (.wrongNonce, "failed", "untrustworthy-nonce"), (.wrongAudience, "failed", "untrustworthy-audience"),
    ])
    func `what goes wrong there is said by its name, and counted`(
        fault: Fault, problem: String, word: String
    ) async throws {
        try await Federated.run(upstream: Self.entry) { stage in
            let browser = Browser(stage.provider)
            let page = try await browser.authorize()
            try await stage.mock.faults.set(fault)
            let reply = try await stage.signIn(browser, page, as: Self.citizen, at: "giao-duc")
            #expect(reply.location?.hasSuffix("?problem=\(problem)&upstream=giao-duc") == true)
            let told = try await browser.follow(reply)
            #expect(told.words(of: "problem")?.contains("Sở Giáo dục") == true)
            #expect(browser.session == nil)
            #expect(try await stage.provider.count("people") == 0)
            #expect(
                try await stage.provider.counted()
                    == ["sign-in | giao-duc-\(word) | 203.0.113.0/24 | platform | 1"])
        }
    }

    @Test func `a level that it never asserts is not looked for there`() async throws {
        try await Federated.run(upstream: Self.entry) { stage in
            let browser = Browser(stage.provider)
            let page = try await browser.authorize("platform", [("acr_values", "https://hue.gov.vn/acr/2")])
            let reply = try await browser.get(try #require(page.attribute("href", of: "continue-with-giao-duc")))
            #expect(reply.location?.hasSuffix("?problem=level-too-low&upstream=giao-duc") == true)
            #expect(stage.wire.count("/oauth2/token") == 0)
        }
    }
}
