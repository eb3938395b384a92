import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// What a client says of itself when it registers: RFC 7591 and OpenID Connect Registration, by their own examples.
@Suite struct RegistrationRequestTests {
    /// RFC 7591 §3.1, without its key set, which is not in it.
    static let example: JSONObject = [
        "redirect_uris": ["https://client.example.org/callback", "https://client.example.org/callback2"],
        "client_name": "My Example Client", "client_name#ja-Jpan-JP": "クライアント名",
        "token_endpoint_auth_method": "client_secret_basic", "logo_uri": "https://client.example.org/logo.png",
        "jwks_uri": "https://client.example.org/my_public_keys.jwks", "example_extension_parameter": "example_value",
    ]

    private func client(
        _ changes: [String: JSONValue?] = [:], _ policy: RegistrationPolicy = RegistrationPolicy(),
        of current: Client? = nil
    ) throws -> Client {
        var body = Self.example
        if let current { body["client_id"] = .string(current.id.text) }
        for (name, value) in changes { body[name] = value }
        let request =
            try current.map { try RegistrationRequest(body, of: $0, policy, at: .noon) }
            ?? RegistrationRequest(body, policy, at: .noon)
        let registration = try request.registration(current?.id ?? #require(ClientID("s6BhdRkqt3")))
        return try request.client(registration, secret: SecretHash(of: Sample.secret))
    }

    private func code(_ body: () throws -> Void) -> String {
        do { try body() } catch { return (error as? RegistrationError)?.code.rawValue ?? "\(error)" }
        return "none"
    }

    @Test func `the example of RFC 7591 makes a client, whose users are asked`() throws {
        let client = try client()
        #expect(client.redirectURIs.map(\.description).count == 2 && client.name == "My Example Client")
        #expect(client.credential.methodName == "client_secret_basic" && client.grants == [.authorizationCode])
        #expect(client.requiresConsent && client.pkce == .required && client.platform == nil)
        #expect(client.scopes == RegistrationPolicy.usualScopes.subtracting([.offlineAccess]))
        #expect(client.subjectType == .pairwise(sector: "client.example.org"))
    }

    @Test func `the example of OpenID Connect Registration has its sector by a document`() throws {
        let client = try client([
            "application_type": "web", "subject_type": "pairwise",
            "sector_identifier_uri": "https://other.example.net/file_of_redirect_uris.json",
            "contacts": ["ve7jtb@example.org", "mary@example.org"],
        ])
        #expect(client.subjectType == .pairwise(sector: "other.example.net"))
    }

    @Test func `a document of a sector has to list every redirect URI`() throws {
        let uris = try client().redirectURIs
        let sector = try #require(SectorIdentifier("https://other.example.net/file_of_redirect_uris.json"))
        let whole =
            #"["https://client.example.org/callback2", "https://a.example", "https://client.example.org/callback"]"#
        try sector.check(Array(whole.utf8), lists: uris)
        for bad in [
            #"["https://client.example.org/callback"]"#, "{}", "[1]", "", #"["https://client.example.org/CALLBACK"]"#,
        ] {
            #expect(code { try sector.check(Array(bad.utf8), lists: uris) } == "invalid_client_metadata", "\(bad)")
        }
    }

    @Test(
        arguments: [
            ("redirect_uris", ["http://client.example.org/callback"], "invalid_redirect_uri"),
            ("redirect_uris", [], "invalid_redirect_uri"), ("redirect_uris", nil, "invalid_redirect_uri"),
            ("redirect_uris", ["https://client.example.org/#f"], "invalid_redirect_uri"),
            ("redirect_uris", "https://client.example.org/", "invalid_client_metadata"),
            ("redirect_uris", ["https://client.example.org/", 1], "invalid_client_metadata"),
            ("post_logout_redirect_uris", ["javascript:alert(1)"], "invalid_client_metadata"),
            ("grant_types", ["client_credentials"], "invalid_client_metadata"),
            ("grant_types", ["implicit"], "invalid_client_metadata"),
            ("response_types", ["token"], "invalid_client_metadata"),
            ("grant_types", [.string(GrantType.tokenExchange.rawValue)], "invalid_client_metadata"),
            ("scope", "openid citizen_id", "invalid_client_metadata"),
            ("scope", "scim.read", "invalid_client_metadata"),
            ("scope", "openid permissions", "invalid_client_metadata"),
            ("scope", "read write", "invalid_client_metadata"),
            ("subject_type", "public", "invalid_client_metadata"), ("client_name", 7, "invalid_client_metadata"),
            ("client_name", "\u{202E}evil", "invalid_client_metadata"),
            ("token_endpoint_auth_method", "client_secret_any_other", "invalid_client_metadata"),
            ("token_endpoint_auth_method", "private_key_jwt", "none"),
            ("id_token_signed_response_alg", "none", "invalid_client_metadata"),
            ("application_type", "desktop", "invalid_client_metadata"),
            ("sector_identifier_uri", "http://other.example.net/", "invalid_client_metadata"),
            ("sector_identifier_uri", 1, "invalid_client_metadata"), ("contacts", "mary", "invalid_client_metadata"),
            ("software_id", "a\u{0}b", "invalid_client_metadata"),
            ("software_statement", "eyJhbGciOiJub25lIn0.e30.", "invalid_software_statement"),
            ("software_statement", 1, "invalid_software_statement"),
            ("client_uri", "ftp://client.example.org", "invalid_client_metadata"),
            ("jwks", "keys", "invalid_client_metadata"), ("unknown_member", ["a": [1]], "none"),
        ] as [(String, JSONValue?, String)])
    func `what can't be registered is refused by its code`(name: String, value: JSONValue?, expected: String) {
        #expect(code { _ = try client([name: value]) } == expected, "\(name)")
    }

    @Test func `more addresses than anybody needs are refused`() {
        let many = (0...RegistrationPolicy.addressLimit).map { JSONValue.string("https://client.example.org/\($0)") }
        #expect(code { _ = try client(["redirect_uris": .array(many)]) } == "invalid_client_metadata")
    }

    @Test func `a policy opens what it may, and what it never may it doesn't`() throws {
        let policy = RegistrationPolicy(
            scopes: [.phone, .citizenID, .scimWrite], grants: [.authorizationCode, .clientCredentials], pkce: .optional)
        #expect(policy.scopes == [.openid, .phone] && policy.grants == [.authorizationCode])
        #expect(try client([:], policy).pkce == .optional)
        #expect(try client(["token_endpoint_auth_method": "none"], policy).pkce == .required)
    }

    @Test func `an update keeps what an administrator has given, and no more`() throws {
        var registration = ClientRegistration(try client())
        registration.scopes += ["citizen_id"]
        registration.audiences = ["https://api.hue.test/"]
        registration.requiresConsent = false
        registration.redirectURIs = ["https://moved.example.org/callback"]
        registration.sector = "client.example.org"
        let current = try registration.client(
            secret: SecretHash(of: Sample.secret), sectors: ["client.example.org"])
        var body = Self.example
        body["client_id"] = .string(current.id.text)
        body["scope"] = "openid citizen_id"
        let request = try RegistrationRequest(body, of: current, RegistrationPolicy(), at: .noon)
        let updated = try request.client(
            request.registration(current.id), secret: SecretHash(of: Sample.secret), sectors: ["client.example.org"])
        #expect(updated.scopes == [.openid, .citizenID] && updated.audiences == ["https://api.hue.test/"])
        #expect(!updated.requiresConsent && updated.subjectType == current.subjectType)
        #expect(code { _ = try client(["scope": "openid permissions"], of: current) } == "invalid_client_metadata")
    }

    @Test(arguments: ["client_secret_basic", "private_key_jwt", "self_signed_tls_client_auth"])
    func `who sends back what it was told changes nothing of its registration`(method: String) throws {
        let keys = JWKSet(
            keys: [try SigningKey.generate(algorithm: .ES256).publicJWK],
            encryptionKeys: [try DecryptionKey(p256: .generate(.p256)).publicKey])
        let policy = RegistrationPolicy(otherMethods: [MutualTLS.selfSignedMethod])
        let current = try client(
            [
                "token_endpoint_auth_method": .string(method), "jwks_uri": nil, "jwks": .object(keys.json),
                "client_uri": "https://client.example.org/",
                "post_logout_redirect_uris": ["https://client.example.org/ended"],
                "backchannel_logout_uri": "https://client.example.org/logout",
                "backchannel_logout_session_required": true,
                "frontchannel_logout_uri": "https://client.example.org/frame",
                "userinfo_signed_response_alg": "ES256", "request_object_signing_alg": "ES256",
                "require_signed_request_object": true, "authorization_signed_response_alg": "RS256",
                "authorization_encrypted_response_alg": "ECDH-ES", "id_token_encrypted_response_alg": "ECDH-ES+A256KW",
                "id_token_encrypted_response_enc": "A256GCM", "userinfo_encrypted_response_alg": "ECDH-ES",
                "tls_client_certificate_bound_access_tokens": true, "dpop_bound_access_tokens": true,
            ], policy)
        let issuer = try Issuer("https://sso.hue.test")
        let record = RegistrationRecord(
            client: current.id, token: RegistrationAccessToken(random: SeededRandom(seed: 1)).hash,
            origin: InitialAccessID("iat-1"), details: try RegistrationDetails(Self.example), registeredAt: .noon)
        let told = ClientInformation(client: current, record: record).json(issuer)
        // RFC 7592 §2.2: these are never sent.
        var body = told
        for name in ["registration_client_uri", "client_id_issued_at"] { body[name] = nil }
        let request = try RegistrationRequest(body, of: current, policy, at: .noon)
        let updated = try request.client(request.registration(current.id), secret: SecretHash(of: Sample.secret))
        #expect(updated == current)
        #expect(request.details == record.details)
        #expect(ClientInformation(client: updated, record: record).json(issuer) == told)
    }

    @Test(
        arguments: [
            ("client_id", "another"), ("client_id", nil), ("registration_access_token", "a"),
            ("registration_client_uri", "a"),
            ("client_secret_expires_at", 0), ("client_id_issued_at", 0), ("client_secret", "chosen by the client"),
        ] as [(String, JSONValue?)])
    func `an update can't set what is ours`(name: String, value: JSONValue?) throws {
        let current = try client()
        #expect(code { _ = try client([name: value], of: current) } == "invalid_client_metadata")
        _ = try client(["client_secret": .string(Sample.secret)], of: current)
    }

    @Test func `what is wrong is said in ASCII`() {
        do { _ = try client(["redirect_uris": ["https://huế.vn/"]]) } catch {
            let text = (error as? RegistrationError)?.description ?? ""
            #expect(!text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(text)")
        }
    }
}
