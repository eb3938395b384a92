import Identity
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Server

/// A platform asks for functions at units by `authorization_details` (RFC 9396), from the request to the token.
@Suite(.bothDatabases) struct AuthorizationDetailsFlowTests {
    private let provider: RunningProvider
    private let city: City

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        try await add("rich")
    }

    /// A client of the platform `bi` that may ask for details.
    private func add(
        _ id: String, consent: Bool = false, change: (inout ClientRegistration) -> Void = { _ in }
    )
        async throws
    {
        var registration = ClientRegistration(
            id: id, name: "Báo cáo", redirectURIs: ["https://\(id).hue.test/callback"])
        registration.platform = "bi"
        registration.requiresConsent = consent
        registration.scopes = ["openid", "profile", "offline_access"]
        registration.grants = GrantType.allCases.map(\.rawValue)
        registration.audiences = ["https://reports.hue.test/", "https://maps.hue.test/"]
        registration.tokens.authorizationDetailsTypes = ["hue_permissions"]
        change(&registration)
        try await provider.add(
            registration.client(secret: SecretHash(of: "the secret of \(id)")), at: provider.clock.now)
    }

    private static func detail(_ unit: String, _ functions: String...) -> String {
        let names = functions.map { "\"\($0)\"" }.joined(separator: ",")
        return #"{"type":"hue_permissions","unit":"\#(unit)","functions":[\#(names)]}"#
    }

    private static let asked =
        "[" + detail("H57.01", "dashboard.view", "dashboard.publish", "report.export") + ","
        + detail("H57.02", "dashboard.view") + "]"
    private static let granted: JSONValue = [
        ["type": "hue_permissions", "unit": "H57.01", "functions": ["dashboard.view"]]
    ]

    private func authorize(
        _ details: String, client: String = "rich", scope: String = "openid"
    ) async throws -> (browser: Browser, reply: Reply) {
        let browser = Browser(provider)
        let code = try await browser.code(
            client, [("scope", scope), ("authorization_details", details)], as: "an.hue")
        return (browser, try await browser.redeem(code, client))
    }

    private func token(_ form: [(String, String)], client: String = "rich") async throws -> Reply {
        let secret = Base64.encode(Array("\(client):the+secret+of+\(client)".utf8))
        return try await Browser(provider).post("/oauth2/token", form, headers: [("Authorization", "Basic \(secret)")])
    }

    // MARK: What is granted

    /// §7, §9.1, §9.2.
    @Test func `the answer, the token and introspection say what the person may do of what was asked for`()
        async throws
    {
        try await provider.give("nguoi-xem", to: .person(city.an), at: "H57.01")
        try await provider.give("kiem-toan", to: .person(city.an), at: "H57.01")
        let (browser, reply) = try await authorize(Self.asked)
        #expect(try reply.json()["authorization_details"] == Self.granted, "\(reply.text)")
        let acting = try Acting(browser, reply)
        #expect(try acting.accessToken()["authorization_details"] == Self.granted)
        let token = try browser.accessToken(reply)
        let secret = Base64.encode(Array("rich:the+secret+of+rich".utf8))
        let about = try await Browser(provider).post(
            "/oauth2/introspect", [("token", token)], headers: [("Authorization", "Basic \(secret)")])
        #expect(try about.json()["authorization_details"] == Self.granted, "\(about.text)")
    }

    @Test func `what is taken away is in no answer any more, and who may do nothing of it is told so`() async throws {
        let grant = try await provider.give("nguoi-xem", to: .person(city.an), at: "H57.01")
        let (browser, reply) = try await authorize(Self.asked)
        _ = try await provider.revoke(grant).done()
        let secret = Base64.encode(Array("rich:the+secret+of+rich".utf8))
        let about = try await Browser(provider).post(
            "/oauth2/introspect", [("token", try browser.accessToken(reply))],
            headers: [("Authorization", "Basic \(secret)")])
        #expect(try about.json()["authorization_details"] == [])
        #expect(try await authorize(Self.asked).reply.json()["authorization_details"] == [])
    }

    @Test func `who asks for none is told of none`() async throws {
        try await provider.give("nguoi-xem", to: .person(city.an), at: "H57.01")
        let browser = Browser(provider)
        let reply = try await browser.redeem(
            try await browser.code("rich", [("scope", "openid")], as: "an.hue"), "rich")
        #expect(try reply.json()["authorization_details"] == nil)
    }

    // MARK: Narrowing (§6)

    @Test func `a code and a refresh narrow what was allowed, and widen nothing`() async throws {
        try await provider.give("nguoi-xem", to: .person(city.an), at: "H57")
        let asked = "[" + Self.detail("H57.01", "dashboard.view") + "," + Self.detail("H57.02", "dashboard.view") + "]"
        let part = "[" + Self.detail("H57.02", "dashboard.view") + "]"
        let granted: JSONValue = [["type": "hue_permissions", "unit": "H57.02", "functions": ["dashboard.view"]]]
        let more = "[" + Self.detail("H57.03", "dashboard.view") + "]"
        let browser = Browser(provider)
        func code() async throws -> [(String, String)] {
            let code = try await browser.code(
                "rich", [("scope", "openid offline_access"), ("authorization_details", asked)], as: "an.hue")
            return [
                ("grant_type", "authorization_code"), ("code", code),
                ("redirect_uri", "https://rich.hue.test/callback"),
                ("code_verifier", Browser.verifier),
            ]
        }
        let refused = try await token(code() + [("authorization_details", more)])
        #expect(try refused.status == 400 && refused.json()["error"] == "invalid_authorization_details")
        let first = try await token(code() + [("authorization_details", part)])
        #expect(try first.json()["authorization_details"] == granted, "\(first.text)")

        let refresh = [
            ("grant_type", "refresh_token"), ("refresh_token", try #require(try first.json()["refresh_token"]?.string)),
        ]
        #expect(
            try await token(refresh + [("authorization_details", more)]).json()["error"]
                == "invalid_authorization_details")
        let again = try await token(refresh)
        #expect(try again.json()["authorization_details"]?.array?.count == 2, "the authorization is as wide as it was")
        let retry = try await token(refresh)
        #expect(try retry.json()["authorization_details"] == again.json()["authorization_details"])
        #expect(try retry.json()["access_token"]?.string != nil)
    }

    @Test func `an exchange passes on what was allowed at the same platform, narrowed, and at no other`() async throws {
        try await provider.give("nguoi-xem", to: .person(city.an), at: "H57")
        for (id, platform) in [("reports", "bi"), ("maps", "map")] {
            try await add(id) { registration in
                registration.platform = platform
                registration.resources = ["https://\(id).hue.test/"]
                registration.audiences = []
                registration.redirectURIs = []
                registration.grants = ["client_credentials"]
                registration.scopes = []
                registration.tokens.authorizationDetailsTypes = []
            }
        }
        let asked = "[" + Self.detail("H57.01", "dashboard.view") + "," + Self.detail("H57.02", "dashboard.view") + "]"
        let (browser, reply) = try await authorize(asked)
        func exchange(_ resource: String, _ details: String? = nil) async throws -> Reply {
            try await token(
                [
                    ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
                    ("subject_token", try browser.accessToken(reply)),
                    ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"), ("resource", resource),
                ] + (details.map { [("authorization_details", $0)] } ?? []))
        }
        let all = try await exchange("https://reports.hue.test/")
        #expect(try all.json()["authorization_details"]?.array?.count == 2, "\(all.text)")
        let part = try await exchange("https://reports.hue.test/", "[" + Self.detail("H57.01", "dashboard.view") + "]")
        #expect(try part.json()["authorization_details"]?.array?.count == 1)
        let more = try await exchange("https://reports.hue.test/", "[" + Self.detail("H57", "dashboard.view") + "]")
        #expect(try more.json()["error"] == "invalid_authorization_details")
        let elsewhere = try await exchange("https://maps.hue.test/")
        #expect(try elsewhere.status == 200 && elsewhere.json()["authorization_details"] == nil, "\(elsewhere.text)")
    }

    // MARK: Consent

    /// §11.3, §12.2.
    @Test func `who is asked reads the functions and units in words, each time`() async throws {
        try await add("guest", consent: true)
        let browser = Browser(provider)
        let request = [("scope", "openid"), ("authorization_details", Self.asked)]
        var page = try await browser.authorize("guest", request)
        page = try await browser.goOn(try await browser.signIn(page, "an.hue"))
        for words in ["Xem", "Công bố", "Sở Một", "Sở Hai"] { #expect(page.text.contains(words), "\(words)") }
        let reply = try await browser.goOn(try await browser.submit(page, [("choice", "allow")]))
        #expect(try reply.redirection().single("code") != nil)
        let next = try await browser.authorize("guest", request)
        #expect(next.attribute("value", of: "allow") == "allow")
        #expect(try await browser.authorize("guest", [("scope", "openid")]).redirection().single("code") != nil)
    }

    // MARK: Refusals

    @Test(arguments: [
        "x", "[]", #"[{"type":"payment_initiation"}]"#, #"[{"type":"hue_permissions","unit":"H57"}]"#,
        #"[{"type":"hue_permissions","unit":"H57","functions":["a"],"privileges":["admin"]}]"#,
    ])
    func `what can't be read is invalid_authorization_details, by every way in`(details: String) async throws {
        let request = [("scope", "openid"), ("authorization_details", details)]
        let reply = try await Browser(provider).authorize("rich", request)
        #expect(try reply.redirection().single("error") == "invalid_authorization_details")
        let secret = Base64.encode(Array("rich:the+secret+of+rich".utf8))
        let headers = [("Authorization", "Basic \(secret)")]
        let pushed = try await Browser(provider).post(
            "/oauth2/par", Browser.request("rich", request), headers: headers)
        #expect(try pushed.status == 400 && pushed.json()["error"] == "invalid_authorization_details", "\(pushed.text)")
        let device = try await Browser(provider).post(
            "/oauth2/device_authorization", [("scope", "openid"), ("authorization_details", details)], headers: headers)
        #expect(try device.json()["error"] == "invalid_authorization_details")
        for grant in [
            [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", "https://rich.hue.test/callback")],
            [("grant_type", "refresh_token"), ("refresh_token", "x")], [("grant_type", "client_credentials")],
            [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", "x")],
            [
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", "x"),
                ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ],
            [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", "x")],
        ] {
            let reply = try await token(grant + [("authorization_details", details)])
            #expect(try reply.json()["error"] == "invalid_authorization_details", "\(grant[0].1)")
        }
    }

    @Test func `a service has no details of its own, and a client that isn't registered for them may ask for none`()
        async throws
    {
        let service = try await token([("grant_type", "client_credentials"), ("authorization_details", Self.asked)])
        #expect(try service.json()["error"] == "invalid_authorization_details")
        let other = try await Browser(provider).authorize(
            "bi", [("scope", "openid"), ("authorization_details", Self.asked)])
        #expect(try other.redirection().single("error") == "invalid_authorization_details")
        await #expect(throws: ClientRegistrationError.platformNeeded) {
            try await add("site") { $0.platform = nil }
        }
    }

    /// §10.
    @Test func `the metadata name the types`() async throws {
        let metadata = try await Browser(provider).get("/.well-known/openid-configuration").json()
        #expect(metadata["authorization_details_types_supported"] == ["hue_permissions"])
    }
}
