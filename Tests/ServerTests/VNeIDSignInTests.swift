import Identity
import TestSupport
import Testing
import VNeIDMock
import Wire

/// The way in with VNeID, on the simulated one: who is signed in by it, and who can't be by another's.
@Suite(.bothDatabases) struct VNeIDSignInTests {
    private static let citizen = "046195000022"

    @Test func `VNeID's answer opens a session of level 2, in our own terms`() async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let reply = try await browser.redeem(try await stage.code(browser))
            let claims = try browser.idToken(reply)
            #expect(claims["acr"] == "https://hue.gov.vn/acr/2")
            #expect(claims["amr"] == ["vneid", "mfa"])
            #expect(claims["iss"] == .string(RunningProvider.issuer))
            let info = try await browser.userInfo(try browser.accessToken(reply)).json()
            #expect(info["name"] == "Nguyễn Thị Minh Hoạ")
            #expect(info["birthdate"] == "1995-09-02")
            let event = try #require(try await stage.provider.events().first)
            #expect(event.action == "sign-in" && event.outcome == "success" && event.client == "platform")
            #expect(event.address == Browser.address && event.port == Int64(Browser.port))
        }
    }

    @Test func `who comes back is the same person; name and level are what VNeID says now`() async throws {
        try await Federated.run { stage in
            let provider = stage.provider
            let first = Browser(provider)
            let sub = try first.idToken(try await first.redeem(try await stage.code(first)))["sub"]
            try await provider.execute(
                "UPDATE people SET name = 'Tên Cũ', identity_level = 1, birthdate = NULL")
            provider.clock.advance(by: .hours(24 * 400))
            let second = Browser(provider)
            #expect(try second.idToken(try await second.redeem(try await stage.code(second)))["sub"] == sub)
            #expect(
                try await provider.texts(
                    "SELECT name || ' ' || identity_level || ' ' || birthdate FROM people")
                    == ["Nguyễn Thị Minh Hoạ 2 1995-09-02"])
            let other = Browser(provider)
            let code = try await stage.code(other, as: "046099000011")
            #expect(try other.idToken(try await other.redeem(code))["sub"] != sub)
            #expect(try await provider.count("people") == 2)
        }
    }

    @Test func `nothing of VNeID's tokens stands in ours, or is kept (P55)`() async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let reply = try await browser.redeem(try await stage.code(browser))
            let token = try browser.accessToken(reply)
            let claims = try browser.idToken(reply)
            let info = try await browser.userInfo(token).text
            let access = try Base64URL.decode(
                String(try #require(token.split(separator: ".").dropFirst().first)))
            var ours = String(decoding: access + JSONWriter.write(claims), as: UTF8.self) + info
            ours += browser.cookies.values.joined(separator: " ")
            for table in [
                "people", "person_identifiers", "sessions", "access_tokens", "interactions", "audit_events",
            ] {
                for column in try await stage.provider.columns(of: table) {
                    ours += try await stage.provider.texts("SELECT CAST(\(column) AS TEXT) FROM \(table)")
                        .joined()
                }
            }
            #expect(ours.contains("Nguyễn Thị Minh Hoạ"))
            let theirs = try JSONReader.readObject(
                Array(try #require(stage.wire.bodies("/oauth2/token").first).utf8))
            for name in ["access_token", "refresh_token", "id_token"] {
                #expect(!ours.contains(try #require(theirs[name]?.string)))
            }
            let payload = try #require(theirs["id_token"]?.string?.split(separator: ".").dropFirst().first)
            let upstream = try JSONReader.readObject(try Base64URL.decode(String(payload)))
            for name in ["sub", "TechID", "nonce"] {
                #expect(!ours.contains(try #require(upstream[name]?.string)))
            }
            for name in ["TechID", "LoaiTaiKhoan", "SoDinhDanh", "loAs", "IAL", "logoutUri"] {
                #expect(
                    !(info + String(decoding: access + JSONWriter.write(claims), as: UTF8.self)).contains(
                        name))
            }
            #expect(!info.contains(Self.citizen))
        }
    }

    @Test func `a higher acr leads through VNeID, and is not asked for again`() async throws {
        try await Federated.run { stage in
            try await stage.provider.addAccount()
            let browser = Browser(stage.provider)
            _ = try await browser.code()
            try await stage.provider.execute("UPDATE sessions SET level = 1, methods = 'vneid'")
            stage.provider.clock.advance(by: .minutes(1))
            let second = [("acr_values", "https://hue.gov.vn/acr/2")]
            let code = try await stage.code(browser, second)
            #expect(try browser.idToken(try await browser.redeem(code))["acr"] == "https://hue.gov.vn/acr/2")
            stage.provider.clock.advance(by: .minutes(1))
            #expect(try await browser.authorize("platform", second).redirection().single("code") != nil)
        }
    }

    @Test(arguments: VNeIDProfile.allCases)
    func `a disabled person is told so, and has no session`(profile: VNeIDProfile) async throws {
        try await Federated.run(profile) { stage in
            let first = Browser(stage.provider)
            _ = try await stage.code(first)
            try await stage.provider.execute("UPDATE people SET is_enabled = 0")
            let browser = Browser(stage.provider)
            let reply = try await stage.signIn(browser, try await browser.authorize(), as: Self.citizen)
            #expect(reply.location?.hasSuffix("?problem=account-disabled") == true)
            #expect(try await browser.follow(reply).words(of: "problem")?.contains("ngừng hoạt động") == true)
            #expect(browser.session == nil)
            #expect(try await stage.provider.count("sessions") == 1)
            let event = try #require(try await stage.provider.events().last)
            #expect(event.action == "sign-in" && event.outcome == "refused: account-disabled")
        }
    }

    // MARK: State

    @Test(arguments: VNeIDProfile.allCases)
    func `a callback counts once (P48)`(profile: VNeIDProfile) async throws {
        try await Federated.run(profile) { stage in
            let browser = Browser(stage.provider)
            let callback = try await stage.visit(
                try await stage.begin(browser, try await browser.authorize()), as: Self.citizen)
            #expect(try await browser.get(callback).status == 303)
            let session = browser.session
            for _ in 0..<2 {
                let again = try await browser.get(callback)
                #expect(again.status == 400)
                #expect(again.header("Set-Cookie") == nil)
            }
            #expect(browser.session == session)
            #expect(stage.wire.count(profile.tokenPath) == 1)
            #expect(try await stage.provider.count("sessions") == 1)
        }
    }

    @Test(arguments: VNeIDProfile.allCases)
    func `a callback counts in the browser that began it, and in no other`(profile: VNeIDProfile) async throws {
        try await Federated.run(profile) { stage in
            let victim = Browser(stage.provider)
            _ = try await victim.authorize()
            let attacker = Browser(stage.provider)
            let callback = try await stage.visit(
                try await stage.begin(attacker, try await attacker.authorize()), as: Self.citizen)
            let nobody = Browser(stage.provider)
            for browser in [victim, nobody] {
                let reply = try await browser.get(callback)
                #expect(reply.status == 400)
                #expect(browser.session == nil)
            }
            #expect(stage.wire.count(profile.tokenPath) == 0)
            // Whoever it belongs to has lost nothing by it.
            #expect(try await attacker.get(callback).status == 303)
            #expect(attacker.session != nil)
        }
    }

    @Test(arguments: VNeIDProfile.allCases)
    func `the state of a login at VNeID is no cookie of ours (P46)`(profile: VNeIDProfile) async throws {
        try await Federated.run(profile) { stage in
            let browser = Browser(stage.provider)
            let address = try await stage.begin(browser, try await browser.authorize())
            let sent = try FormParameters(query: try URI(address).query ?? "")
            _ = try await browser.get(try await stage.visit(address, as: Self.citizen))
            for name in ["state", "nonce", "code_challenge"] {
                guard let value = try sent.single(name) else { continue }
                let thief = Browser(stage.provider)
                thief.cookies = ["__Host-hue-sso-session": value, "__Host-hue-sso-browser": value]
                #expect(try await thief.authorize().attribute("name", of: "username") != nil)
            }
        }
    }

    @Test(arguments: VNeIDProfile.allCases)
    func `VNeID's answer is waited for 15 minutes, and then asked for again`(profile: VNeIDProfile) async throws {
        try await Federated.run(profile) { stage in
            let browser = Browser(stage.provider)
            let address = try await stage.begin(browser, try await browser.authorize())
            let callback = try await stage.visit(address, as: Self.citizen)
            stage.provider.clock.advance(by: .minutes(15))
            let page = try await browser.follow(try await browser.get(callback))
            #expect(page.attribute("href", of: "continue-with-vneid") != nil)
            #expect(stage.wire.count(profile.tokenPath) == 0)
            #expect(browser.session == nil)
        }
    }

    @Test(arguments: [
        "", "?state=x", "?code=c", "?code=c&error=access_denied&state=STATE",
        "?state=STATE&state=STATE&code=c",
    ])
    func `a callback that can't be read changes nothing`(query: String) async throws {
        try await Federated.run { stage in
            let browser = Browser(stage.provider)
            let address = try await stage.begin(browser, try await browser.authorize())
            let state = try #require(try FormParameters(query: try URI(address).query ?? "").single("state"))
            let reply = try await browser.get(
                "/vneid/callback"
                    + query.split(separator: "STATE", omittingEmptySubsequences: false)
                    .joined(separator: state))
            #expect(reply.status == 400)
            #expect(browser.session == nil)
            #expect(try await stage.provider.count("upstream_logins") == 1)
        }
    }

    // MARK: Keys

    @Test func `after VNeID has changed its keys the next sign-in fetches them`() async throws {
        try await Federated.run { stage in
            _ = try await stage.code(Browser(stage.provider))
            _ = try await stage.code(Browser(stage.provider))
            #expect(stage.wire.count("/oauth2/jwks") == 1)
            try await stage.mock.faults.set(.keysRotated)
            stage.provider.clock.advance(by: .seconds(30))
            _ = try await stage.code(Browser(stage.provider))
            #expect(stage.wire.count("/oauth2/jwks") == 2)
        }
    }

    @Test func `keys are not fetched more often than every 30 seconds, whatever kid a token names`()
        async throws
    {
        try await Federated.run { stage in
            _ = try await stage.code(Browser(stage.provider))
            for _ in 0..<3 {
                try await stage.mock.faults.set(.keysRotated)
                let browser = Browser(stage.provider)
                let reply = try await stage.signIn(browser, try await browser.authorize(), as: Self.citizen)
                #expect(reply.location?.hasSuffix("?problem=failed") == true)
            }
            #expect(stage.wire.count("/oauth2/jwks") == 1)
        }
    }

    @Test func `keys and metadata are fetched again after an hour`() async throws {
        try await Federated.run { stage in
            _ = try await stage.code(Browser(stage.provider))
            stage.provider.clock.advance(by: .hours(1))
            _ = try await stage.code(Browser(stage.provider))
            #expect(stage.wire.count("/oauth2/jwks") == 2)
            #expect(stage.wire.count("/.well-known/openid-configuration") == 2)
        }
    }
}
