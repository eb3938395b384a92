import Cryptography
import Edge
import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing
import Wire

@testable import Server

/// Certificates of clients over HTTP, as a trusted proxy passes them on (RFC 8705, RFC 9440).
@Suite(.bothDatabases) struct MutualTLSTests {
    private let provider: RunningProvider
    private static let proxy = "192.0.2.1"
    private static let field = "Client-Cert"

    init() async throws {
        let settings = MutualTLS(
            .field(Self.field), authorities: try CertificateAuthorities([TestCertificate.authority]),
            address: try Issuer("https://mtls.sso.hue.test"))
        provider = try RunningProvider(mutualTLS: settings, proxies: [try #require(IPNetwork(Self.proxy + "/32"))])
        try await provider.addAccount()
    }

    private func register(_ id: String, _ change: (inout ClientRegistration) -> Void) async throws {
        var registration = ClientRegistration(
            id: id, name: "Nền tảng \(id)", redirectURIs: ["https://\(id).hue.test/callback"])
        registration.grants = ["authorization_code", "refresh_token", "client_credentials"]
        registration.audiences = ["https://api.hue.test/"]
        change(&registration)
        try await provider.add(
            try registration.client(secret: SecretHash(of: "the secret of \(id)")), at: provider.clock.now)
    }

    private func registerSigned(_ change: (inout ClientRegistration) -> Void = { _ in }) async throws {
        try await register("lgsp") {
            $0.authenticationMethod = "tls_client_auth"
            $0.proofs.certificateSubjects = [.dns: "lgsp.hue.test"]
            $0.proofs.bindsToCertificate = true
            change(&$0)
        }
    }

    private static let good = ":\(Base64.encode(TestCertificate.client)):"

    private func ask(
        _ path: String, _ form: [(String, String)], certificate: [String], from address: String = proxy
    ) async throws -> Reply {
        let browser = Browser(provider)
        browser.address = address
        return try await browser.post(path, form, headers: certificate.map { (Self.field, $0) })
    }

    private let request = [
        ("client_id", "lgsp"), ("grant_type", "client_credentials"), ("resource", "https://api.hue.test/"),
    ]

    @Test func `a client is known by its certificate, and its tokens are bound to it`() async throws {
        try await registerSigned { $0.resources = ["https://api.hue.test/"] }
        let reply = try await ask("/oauth2/token", request, certificate: [Self.good])
        #expect(reply.status == 200, "\(reply.text)")
        #expect(try reply.json()["token_type"] == "Bearer")
        let token = try #require(try reply.json()["access_token"]?.string)
        let told = try await ask(
            "/oauth2/introspect", [("client_id", "lgsp"), ("token", token)], certificate: [Self.good])
        let own = try #require(ClientCertificate(TestCertificate.client))
        #expect(try told.json()["active"] == true)
        #expect(try told.json()["cnf"] == ["x5t#S256": .string(own.thumbprint.text)])
    }

    @Test func `a certificate counts from a trusted proxy, once, and if it is the right one`() async throws {
        try await registerSigned()
        let other = ":\(Base64.encode(TestCertificate.rfc8705)):"
        let rows: [([String], String)] = [
            ([], Self.proxy), ([Self.good], "198.51.100.9"), ([Self.good, Self.good], Self.proxy),
            ([other], Self.proxy),
            ([":AAAA:"], Self.proxy), (["(null)"], Self.proxy),
        ]
        for (certificates, address) in rows {
            let reply = try await ask("/oauth2/token", request, certificate: certificates, from: address)
            #expect(reply.status == 401, "\(certificates.count) from \(address): \(reply.text)")
            #expect(try reply.json()["error"] == "invalid_client")
        }
        #expect(try await provider.events().filter { $0.action == "token" }.isEmpty)
    }

    @Test func `every endpoint of clients takes it`() async throws {
        try await registerSigned()
        for path in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par"] {
            let form = [("client_id", "lgsp"), ("token", "a"), ("grant_type", "unknown")]
            #expect(try await ask(path, form, certificate: []).status == 401, "\(path)")
            #expect(try await ask(path, form, certificate: [Self.good]).status != 401, "\(path)")
        }
    }

    @Test func `a client that is disabled, or registered otherwise by now, isn't known by its certificate anywhere`()
        async throws
    {
        try await registerSigned()
        try await register("other") { _ in }
        try await provider.disableClient("lgsp")
        for path in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par"] {
            for client in ["lgsp", "other", "unknown"] {
                let form = [("client_id", client), ("token", "a"), ("grant_type", "client_credentials")]
                let reply = try await ask(path, form, certificate: [Self.good])
                #expect(try reply.status == 401 && reply.json()["error"] == "invalid_client", "\(client) at \(path)")
            }
        }
    }

    @Test func `a public client's tokens are bound to its certificate, its refresh tokens too`() async throws {
        try await register("lgsp") {
            $0.grants = ["authorization_code", "refresh_token"]
            $0.authenticationMethod = "none"
            $0.scopes = ["openid", "profile", "offline_access"]
            $0.proofs.bindsToCertificate = true
        }
        let code = try await Browser(provider).code("lgsp", [("scope", "openid profile offline_access")])
        let form = [
            ("grant_type", "authorization_code"), ("client_id", "lgsp"), ("code", code),
            ("redirect_uri", "https://lgsp.hue.test/callback"), ("code_verifier", Browser.verifier),
        ]
        let without = try await ask("/oauth2/token", form, certificate: [])
        #expect(try without.json()["error"] == "invalid_request")
        let tokens = try await ask("/oauth2/token", form, certificate: [Self.good])
        #expect(tokens.status == 200, "\(tokens.text)")

        let token = try #require(try tokens.json()["access_token"]?.string)
        func userInfo(_ certificate: [String], from address: String = Self.proxy) async throws -> Int {
            let browser = Browser(provider)
            browser.address = address
            return try await browser.get(
                "/oauth2/userinfo",
                headers: [("Authorization", "Bearer \(token)")] + certificate.map { (Self.field, $0) }
            ).status
        }
        #expect(try await userInfo([Self.good]) == 200)
        #expect(try await userInfo([]) == 401)
        #expect(try await userInfo([":\(Base64.encode(TestCertificate.rfc8705)):"]) == 401)
        #expect(try await userInfo([Self.good], from: "198.51.100.9") == 401)

        let refresh = [
            ("grant_type", "refresh_token"), ("client_id", "lgsp"),
            ("refresh_token", try #require(try tokens.json()["refresh_token"]?.string)),
        ]
        let stolen = try await ask(
            "/oauth2/token", refresh, certificate: [":\(Base64.encode(TestCertificate.rfc8705)):"])
        #expect(try stolen.json()["error"] == "invalid_grant")
    }

    @Test func `a client signs with its secret where that is enabled, and the metadata say so there alone`()
        async throws
    {
        let signing = try RunningProvider(takesSecretJWT: true)
        var registration = ClientRegistration(id: "signer", name: "Ký", redirectURIs: [])
        registration.grants = ["client_credentials"]
        registration.authenticationMethod = "client_secret_jwt"
        let act = Act(actor: .anonymous, origin: .local, now: signing.clock.now)
        try await signing.database.write { [name = signing.provider.sealer.masterKeyID] transaction in
            try transaction.keyDocuments.replace(with: ["key-states.json": "{}"], sealedBy: name)
        }
        guard
            case .registered(_, let secret?) = try await RegisterClient(
                signing.provider.installation, sealer: signing.provider.sealer
            ).run(registration, act)
        else {
            Issue.record("not registered")
            return
        }
        let claims: JSONObject = [
            "iss": "signer", "sub": "signer", "aud": .string(RunningProvider.issuer), "jti": "a",
            "exp": .integer(signing.clock.now.secondsSince1970 + 60),
        ]
        let form = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", macToken(claims, under: secret.text)),
        ]
        #expect(try await Browser(signing).post("/oauth2/token", form).status == 200)
        #expect(try await Browser(signing).post("/oauth2/token", form).status == 401)
        for (provider, isThere) in [(signing, true), (provider, false)] {
            let json = try await Browser(provider).get("/.well-known/openid-configuration").json()
            let methods = json["token_endpoint_auth_methods_supported"]?.array
            #expect(methods?.contains("client_secret_jwt") == isThere)
        }
    }

    @Test func `the metadata announce it exactly where it is`() async throws {
        let with = try await Browser(provider).get("/.well-known/openid-configuration").json()
        #expect(with["tls_client_certificate_bound_access_tokens"] == true)
        let methods = try #require(with["token_endpoint_auth_methods_supported"]?.array)
        #expect(methods.contains("tls_client_auth") && methods.contains("self_signed_tls_client_auth"))
        #expect(with["mtls_endpoint_aliases"]?.object?["token_endpoint"] == "https://mtls.sso.hue.test/oauth2/token")
        let other = try RunningProvider()
        let without = try await Browser(other).get("/.well-known/openid-configuration").json()
        #expect(without["tls_client_certificate_bound_access_tokens"] == nil && without["mtls_endpoint_aliases"] == nil)
        #expect(without["token_endpoint_auth_methods_supported"]?.array?.contains("tls_client_auth") == false)
    }
}
