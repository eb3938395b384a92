import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Operations

/// Clients register themselves over HTTP (RFC 7591, RFC 7592).
@Suite(.bothDatabases) struct RegistrationTests {
    private let provider: RunningProvider

    init() throws { provider = try RunningProvider(registration: RegistrationPolicy()) }

    private static let metadata =
        #"{"redirect_uris": ["https://client.example.org/callback"], "client_name": "My Example"}"#

    private func token(uses: Int = 10) async throws -> String {
        let act = Act(actor: .administrator("root"), origin: .local, now: provider.clock.now)
        return try await IssueInitialAccessToken(provider.provider.installation)
            .run(for: #require(PlainLine("Thử")), uses: uses, life: .hours(1), act).token.text
    }

    private func send(
        _ method: String, _ path: String, _ token: String?, body: String? = nil, type: String? = "application/json"
    ) async throws -> Reply {
        var headers = token.map { [("Authorization", "Bearer \($0)")] } ?? []
        if let type, body != nil { headers.append(("Content-Type", type)) }
        return try await Browser(provider).send(method, path, headers: headers, body: body)
    }

    @Test func `a client registers, signs somebody in, reads, changes and ends its registration`() async throws {
        let made = try await send("POST", "/register", token(), body: Self.metadata)
        #expect(made.status == 201 && made.header("Cache-Control") == "no-store", "\(made.text)")
        let first = try made.json()
        let id = try #require(first["client_id"]?.string)
        let path = "/register/\(id)"
        #expect(first["registration_client_uri"] == .string("https://sso.hue.test" + path))
        #expect(first["client_secret_expires_at"] == 0 && first["client_secret"]?.string != nil)
        #expect(first["client_id_issued_at"] == .integer(provider.clock.now.secondsSince1970))
        #expect(first["token_endpoint_auth_method"] == "client_secret_basic" && first["response_types"] == ["code"])
        let token = try #require(first["registration_access_token"]?.string)

        let read = try await send("GET", path, token)
        #expect(read.status == 200)
        #expect(try read.json()["client_secret"] == nil && read.json()["registration_access_token"] == nil)

        let body =
            #"{"client_id": "\#(id)", "redirect_uris": ["https://client.example.org/other"], "client_name": "Tên"}"#
        let changed = try await send("PUT", path, token, body: body)
        #expect(changed.status == 200, "\(changed.text)")
        #expect(try changed.json()["redirect_uris"] == ["https://client.example.org/other"])
        let next = try #require(try changed.json()["registration_access_token"]?.string)
        #expect(next != token)

        #expect(try await send("DELETE", path, next).status == 204)
        #expect(try await send("GET", path, next).status == 401)
    }

    @Test func `the metadata announce it exactly where it is`() async throws {
        let with = try await Browser(provider).get("/.well-known/openid-configuration").json()
        #expect(with["registration_endpoint"] == "https://sso.hue.test/register")
        let other = try RunningProvider()
        let without = try await Browser(other).get("/.well-known/openid-configuration").json()
        #expect(without["registration_endpoint"] == nil)
        #expect(try await Browser(other).get("/register").status == 404)
        #expect(try await Browser(other).post("/register", body: Self.metadata, type: "application/json").status == 404)
    }

    @Test func `who has no token is told so, and costs no row`() async throws {
        let before = try await provider.events().count
        for token in [nil, "", "wrong", "a b"] {
            for (method, path) in [
                ("POST", "/register"), ("GET", "/register/a"), ("PUT", "/register/a"), ("DELETE", "/register/a"),
            ] {
                let reply = try await send(method, path, token, body: method == "GET" ? nil : Self.metadata)
                #expect(token == "" ? reply.status == 400 : reply.status == 401, "\(method) \(reply.status)")
                #expect(reply.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
            }
        }
        #expect(try await provider.events().count == before)
        #expect(try await provider.count("clients") == 0)
    }

    @Test(arguments: [
        ("{", "application/json", "invalid_request"), ("[]", "application/json", "invalid_request"),
        ("a=b", "application/x-www-form-urlencoded", "invalid_request"), ("{}", nil, "invalid_request"),
        ("{}", "application/json; charset=utf-8", "invalid_redirect_uri"),
        (
            #"{"redirect_uris": ["https://a.test/"], "scope": "citizen_id"}"#, "application/json",
            "invalid_client_metadata"
        ),
        (#"{"redirect_uris": ["https://a.test/"], "redirect_uris": []}"#, "application/json", "invalid_request"),
        (String(repeating: " ", count: 70_000), "application/json", "invalid_request"),
    ])
    func `a bad body is refused in the words of RFC 7591`(body: String, type: String?, error: String) async throws {
        let token = try await token()
        let reply = try await send("POST", "/register", token, body: body, type: type)
        #expect(reply.status == 400 && reply.header("Cache-Control") == "no-store", "\(reply.text)")
        #expect(try reply.json()["error"] == .string(error))
        #expect(try await provider.count("clients") == 0)
    }

    private static let texts = [
        "client_name", "client_name#vi", "client_uri", "logo_uri", "policy_uri", "tos_uri", "jwks_uri", "scope",
        "sector_identifier_uri", "software_id", "software_version", "software_statement", "application_type",
        "subject_type", "token_endpoint_auth_method", "id_token_signed_response_alg", "userinfo_signed_response_alg",
        "introspection_signed_response_alg", "request_object_signing_alg", "authorization_signed_response_alg",
        "initiate_login_uri", "backchannel_logout_uri", "frontchannel_logout_uri", "backchannel_token_delivery_mode",
        "backchannel_client_notification_endpoint", "tls_client_auth_subject_dn", "tls_client_auth_san_dns",
        "tls_client_auth_san_uri", "tls_client_auth_san_ip", "tls_client_auth_san_email", "unknown",
    ].map { ($0, JSONValue.string("https://client.example.org/a\0")) }

    private static let lists = [
        "redirect_uris", "post_logout_redirect_uris", "contacts", "grant_types", "response_types", "request_uris",
        "authorization_details_types", "default_acr_values",
    ].map { ($0, ["https://client.example.org/a\0"] as JSONValue) }

    private static let keys: JSONValue = [
        "keys": [
            [
                "kty": "EC", "crv": "P-256", "kid": "a\0", "alg": "ES256", "use": "sig",
                "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            ]
        ]
    ]

    /// JSON can say NUL, and no record holds it.
    @Test(arguments: texts + lists + [("jwks", keys)])
    func `a NUL is refused or passed over, wherever it stands, and is no failure`(
        member: String, value: JSONValue
    ) async throws {
        var metadata = try JSONReader.readObject(Array(Self.metadata.utf8))
        metadata[member] = value
        // What is only read of clients of a kind.
        if member.hasPrefix("tls_client") { metadata["token_endpoint_auth_method"] = "tls_client_auth" }
        if member.hasPrefix("jwks") { metadata["token_endpoint_auth_method"] = "private_key_jwt" }
        if member == "backchannel_client_notification_endpoint" {
            metadata["backchannel_token_delivery_mode"] = "ping"
            metadata["grant_types"] = ["authorization_code", .string(GrantType.ciba.rawValue)]
        }
        let reply = try await send(
            "POST", "/register", token(), body: String(decoding: JSONWriter.write(metadata), as: UTF8.self))
        guard reply.status == 201 else {
            #expect(try reply.status == 400 && reply.json()["error"]?.string != nil, "\(reply.status) \(reply.text)")
            #expect(try await provider.count("clients") == 0)
            return
        }
        // What was taken can be read again.
        let made = try reply.json()
        let id = try #require(made["client_id"]?.string)
        let read = try await send("GET", "/register/\(id)", made["registration_access_token"]?.string)
        #expect(read.status == 200, "\(read.status) \(read.text)")
    }

    /// The page that asks somebody about a client which has registered itself.
    private func consent(to id: String, _ browser: Browser) async throws -> Reply {
        try await provider.addAccount()
        let request = Browser.request(id, [("redirect_uri", "https://client.example.org/callback")])
        let page = try await browser.follow(
            try await browser.get("/oauth2/authorize?" + FormParameters(request).encoded()))
        return try await browser.goOn(try await browser.signIn(page))
    }

    @Test func `a picture is shown by us, on a page that loads it from nowhere else`() async throws {
        let body =
            #"{"redirect_uris": ["https://client.example.org/callback"], "logo_uri": "https://client.example.org/a.png"}"#
        let made = try await send("POST", "/register", token(), body: body).json()
        let id = try #require(made["client_id"]?.string)
        #expect(made["logo_uri"] == "https://client.example.org/a.png")
        let browser = Browser(provider)
        let consent = try await consent(to: id, browser)
        #expect(consent.text.contains("<img class=\"logo\" src=\"/logos/\(id)\""), "\(consent.text)")
        #expect(consent.header("Content-Security-Policy")?.contains("img-src 'self'") == true)
        // Nobody is there in these tests.
        #expect(try await browser.get("/logos/\(id)").status == 404)
    }

    @Test func `its policy and its terms are linked from the page that asks, and must be https`() async throws {
        let body =
            #"{"redirect_uris": ["https://client.example.org/callback"], "policy_uri": "https://client.example.org/policy", "#
            + #""tos_uri": "https://client.example.org/terms?a=1&b=2"}"#
        let made = try await send("POST", "/register", token(), body: body).json()
        let id = try #require(made["client_id"]?.string)
        #expect(made["policy_uri"] == "https://client.example.org/policy")
        let browser = Browser(provider)
        let consent = try await consent(to: id, browser)
        #expect(consent.attribute("href", of: "policy") == "https://client.example.org/policy", "\(consent.text)")
        #expect(consent.attribute("href", of: "terms") == "https://client.example.org/terms?a=1&b=2")
        #expect(consent.attribute("rel", of: "policy") == "noopener noreferrer")
        for address in ["javascript:alert(1)", "http://client.example.org/", "https://a@client.example.org/", "x"] {
            let bad = try await send(
                "POST", "/register", token(),
                body: #"{"redirect_uris": ["https://a.test/"], "tos_uri": "\#(address)"}"#)
            #expect(try bad.json()["error"] == "invalid_client_metadata", "\(bad.text)")
        }
    }

    @Test func `other methods are refused by name`() async throws {
        let reply = try await send("GET", "/register", token())
        #expect(reply.status == 405 && reply.header("Allow") == "POST")
        #expect(try await send("POST", "/register/a", nil, body: "{}").header("Allow") == "GET, PUT, DELETE")
    }

    @Test func `a token in the query or by another scheme is none`() async throws {
        let token = try await token()
        let reply = try await send("POST", "/register?access_token=\(token)", nil, body: Self.metadata)
        #expect(reply.status == 400)
        let proven = try await Browser(provider).send(
            "POST", "/register", headers: [("Authorization", "DPoP \(token)"), ("Content-Type", "application/json")],
            body: Self.metadata)
        #expect(proven.status == 401)
    }
}
