import Foundation
import Testing

extension EndToEnd.Requests {
    /// What the provider says of itself, and requests for it that are bad (OpenID Connect Discovery, RFC 8414).
    @Suite(.demo, .demoLog)
    struct DiscoveryRequestTests {
        let demo: Demo

        init() throws { demo = try Demo.current }

        @Test(arguments: ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"])
        func `the metadata say what is supported and nothing else`(path: String) async throws {
            let answer = try await HTTP.get(demo.issuer + path)
            #expect(answer.status == 200)
            #expect(answer.isJSON)
            let metadata = answer.json
            #expect(metadata["issuer"].string == demo.issuer)
            #expect(metadata["response_types_supported"].strings == ["code"])
            #expect(metadata["grant_types_supported"].strings.contains("authorization_code"))
            #expect(!metadata["grant_types_supported"].strings.contains("implicit"))
            #expect(
                Set(metadata["response_modes_supported"].strings)
                    == ["query", "form_post", "jwt", "query.jwt", "fragment.jwt", "form_post.jwt"])
            #expect(metadata["code_challenge_methods_supported"].strings == ["S256"])
            #expect(metadata["authorization_response_iss_parameter_supported"].bool == true)
            // RFC 8414 and Discovery take request_uri for supported where nothing is said.
            #expect(metadata["request_uri_parameter_supported"].bool == false)
            #expect(metadata["request_parameter_supported"].bool == true)
            let methods = Set(metadata["token_endpoint_auth_methods_supported"].strings)
            #expect(methods == ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"])
            let algorithms = metadata["id_token_signing_alg_values_supported"].strings
            #expect(Set(["RS256", "ES256", "PS256", "EdDSA", "Ed25519"]).isSubset(of: algorithms))
            #expect(!algorithms.contains("none"))
            #expect(
                Set(["openid", "profile", "email", "phone", "address", "citizen_id", "org"])
                    .isSubset(of: metadata["scopes_supported"].strings))
            #expect(Set(["pairwise", "public"]) == Set(metadata["subject_types_supported"].strings))
            for (name, value) in metadata.object ?? [:] where name.hasSuffix("_endpoint") || name == "jwks_uri" {
                #expect(value.string?.hasPrefix(demo.issuer) == true, "\(name)")
            }
        }

        @Test func `the keys are public ones`() async throws {
            let answer = try await HTTP.get(demo.metadata.jwks)
            #expect(answer.status == 200)
            let keys = answer.json["keys"].array ?? []
            #expect(!keys.isEmpty)
            for key in keys {
                for secret in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] { #expect(key[secret] == .null) }
                #expect(key["kid"].string?.isEmpty == false)
                // A key that others agree on one with is for two algorithms, and names none.
                if key["use"].string == "enc" { continue }
                #expect(key["use"].string == "sig")
                #expect(key["alg"].string != nil)
            }
            // Of both kinds of signing keys there is one to encrypt with.
            let kinds = keys.filter { $0["use"].string == "enc" }.map { $0["kty"].string }
            #expect(Set(kinds) == ["EC", "RSA"] && kinds.count == 2)
            #expect(Set(keys.compactMap { $0["kid"].string }).count == keys.count)
        }

        @Test(arguments: [
            [("Host", "evil.test")], [("X-Forwarded-Host", "evil.test")], [("X-Forwarded-Proto", "https")],
            [("Forwarded", "host=evil.test;proto=https")], [("X-Original-URL", "/evil")],
        ])
        func `whatever a request says of hosts, the issuer stays`(headers: [(String, String)]) async throws {
            // Peers' bug P39.
            let answer = try await HTTP.get(demo.issuer + "/.well-known/openid-configuration", headers)
            #expect([200, 400, 421].contains(answer.status))
            #expect(!answer.text.contains("evil.test"))
            if answer.status == 200 { #expect(answer.json == demo.metadata.json) }
            let platform = try await demo.platform(.basic)
            let page = try await HTTP.get(platform.authorizationURL(at: demo.metadata), headers)
            #expect(page.header("Location")?.contains("evil.test") != true)
        }

        @Test(arguments: requests)
        func `a request for what isn't there is refused`(request: BadRequest) async throws {
            try await request.check(on: demo)
        }
    }
}

private func asked(_ path: String, by method: String = "GET") -> @Sendable (Demo) async throws -> WireRequest {
    { WireRequest(method: method, url: $0.issuer + path, body: method == "POST" ? [] : nil) }
}

private let requests: [BadRequest] = [
    .init("a POST for the metadata", .status([405]), asked("/.well-known/openid-configuration", by: "POST")),
    .init("a POST for the keys", .status([405]), { WireRequest(method: "POST", url: $0.metadata.jwks, body: []) }),
    .init("a DELETE of the keys", .status([405]), { WireRequest(method: "DELETE", url: $0.metadata.jwks) }),
    .init("another well-known", .status([404]), asked("/.well-known/security-nothing")),
    .init("the metadata in capitals", .status([404]), asked("/.well-known/OpenID-Configuration")),
    .init("a path that climbs", .status([400, 404]), asked("/../../../../etc/passwd")),
    .init("an encoded path that climbs", .status([400, 404]), asked("/%2e%2e/%2e%2e/etc/passwd")),
    .init("a path that climbs out of the assets", .status([400, 404]), asked("/assets/..%2f..%2f..%2fetc/passwd")),
    .init("a path with a NUL", .status([400, 404]), asked("/%00")),
    .init("a path that isn't UTF-8", .status([400, 404]), asked("/%ff%fe")),
    .init("a path with a bad percent sign", .status([400, 404]), asked("/%zz")),
    .init("a path that is markup", .status([400, 404]), asked("/<script>alert(1)</script>")),
    .init(
        "a method that nobody knows", .status([400, 404, 405, 501]),
        asked("/.well-known/openid-configuration", by: "BREW")),
]
