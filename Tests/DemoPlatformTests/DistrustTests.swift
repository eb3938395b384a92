import JOSE
import Testing
import VNeIDMock
import Wire

@testable import DemoPlatform

/// What the platform doesn't take from a provider.
@Suite struct DistrustTests {
    @Test(
        arguments: [
            (.wrongIssuer, "invalid-id-token"), (.wrongAudience, "invalid-id-token"),
            (.wrongSignature, "invalid-id-token"), (.wrongNonce, "wrong-nonce"),
            (.replayedCode, "invalid_grant"),
            (.addressNotAllowed, "unauthorized"), (.refusedByCitizen, "access_denied"),
            (.consentExpired, "access_denied"),
        ] as [(Fault, String)])
    func `each fault of the provider ends the sign-in, and the next one succeeds`(
        fault: Fault, code: String
    ) async throws {
        try await withPlatform { running in
            try await running.mock.faults.set(fault)
            let browser = Browser(running)
            #expect(try await running.signIn(browser).errorCode == code)
            #expect(try await browser.get(running.origin + "/").text.contains(#"id="login""#))
            #expect(try await running.signIn(browser).status == 303)
        }
    }

    @Test func `keys that have changed since the last sign-in are taken`() async throws {
        try await withPlatform { running in
            #expect(try await running.signIn(Browser(running)).status == 303)
            try await running.mock.faults.set(.keysRotated)
            #expect(try await running.signIn(Browser(running)).status == 303)
        }
    }

    @Test func `an ID token that has expired is refused`() async throws {
        try await withPlatform { running async throws in
            running.tampering.at("/oauth2/token") { response throws(FetchError) in
                running.clock.advance(by: .minutes(6))
                return response
            }
            #expect(try await running.signIn(Browser(running)).errorCode == "invalid-id-token")
        }
    }

    @Test(
        arguments: [
            ("/oauth2/token", "id_token", nil, "incomplete-tokens"),
            ("/oauth2/token", "access_token", nil, "incomplete-tokens"),
            ("/oauth2/token", "token_type", "mac", "incomplete-tokens"),
            ("/oauth2/token", "id_token", "e30.e30.", "invalid-id-token"),
            ("/oauth2/token", "id_token", "eyJhbGciOiJub25lIn0.e30.AA", "invalid-id-token"),
            ("/oauth2/jwks", "keys", [], "invalid-id-token"),
            ("/oauth2/jwks", "keys", nil, "unusable-keys"),
            ("/oauth2/jwks", "keys", [1], "unusable-keys"),
            ("/oauth2/userinfo", "sub", "somebody-else", "wrong-subject"),
            ("/oauth2/userinfo", "sub", nil, "wrong-subject"),
            ("/oauth2/userinfo", "sub", 7, "wrong-subject"),
        ] as [(String, String, JSONValue?, String)])
    func `an answer of the back channel with one wrong member ends the sign-in`(
        path: String, name: String, value: JSONValue?, code: String
    ) async throws {
        try await withPlatform { running async throws in
            running.tampering.at(path, set: name, to: value)
            #expect(try await running.signIn(Browser(running)).errorCode == code)
        }
    }

    /// The provider's own ID token with one claim changed, signed again by a key that it publishes.
    @Test(
        arguments: [
            (["iat": nil], nil),
            (["aud": ["demo platform"]], nil),
            (["aud": ["demo platform", "another"]], "invalid-id-token"),
            (["aud": ["demo platform", "another"], "azp": "demo platform"], nil),
            (["aud": ["demo platform", "another"], "azp": "another"], "invalid-id-token"),
            (["azp": "another"], "invalid-id-token"),
            (["aud": nil], "invalid-id-token"),
            (["exp": nil], "invalid-id-token"),
            (["sub": nil], "invalid-id-token"),
            (["sub": ""], "invalid-id-token"),
            (["nonce": nil], "wrong-nonce"),
            (["nonce": 1], "wrong-nonce"),
        ] as [([String: JSONValue?], String?)])
    func `each claim of the ID token is checked`(changes: [String: JSONValue?], code: String?) async throws {
        try await withPlatform { running in
            let key = try SigningKey.generate(algorithm: .ES256)
            running.tampering.at("/oauth2/jwks") { _ throws(FetchError) in
                FetchResponse(status: 200, body: JSONWriter.write(JWKSet(keys: [key.publicJWK]).json))
            }
            running.tampering.at("/oauth2/token") { response throws(FetchError) in
                do {
                    var tokens = try JSONReader.readObject(response.body)
                    let parts = (tokens["id_token"]?.string ?? "").split(separator: ".")
                    var claims = try JSONReader.readObject(try Base64URL.decode(parts[1]))
                    for (name, value) in changes { claims[name] = value }
                    tokens["id_token"] = .string(try JWS.sign(payload: JSONWriter.write(claims), key: key))
                    return FetchResponse(status: 200, body: JSONWriter.write(tokens))
                } catch {
                    throw .unreachable
                }
            }
            let reply = try await running.signIn(Browser(running))
            #expect(reply.errorCode == code)
            #expect(reply.status == (code == nil ? 303 : 502))
        }
    }

    @Test(
        arguments: [
            ("issuer", "https://evil.test", "wrong-issuer"), ("issuer", nil, "wrong-issuer"),
            ("authorization_endpoint", nil, "incomplete-metadata"),
            ("authorization_endpoint", "javascript:alert(1)", "incomplete-metadata"),
            ("token_endpoint", "not a URI", "incomplete-metadata"), ("jwks_uri", 1, "incomplete-metadata"),
        ] as [(String, JSONValue?, String)])
    func `metadata of another issuer or without an endpoint is refused`(
        name: String, value: JSONValue?, code: String
    ) async throws {
        try await withPlatform { running in
            running.tampering.at("/.well-known/openid-configuration", set: name, to: value)
            let page = try await Browser(running).get(running.origin + "/login")
            #expect(page.status == 502)
            #expect(page.errorCode == code)
        }
    }

    @Test(arguments: ["", "[]", "{", #"{"issuer":1,"issuer":2}"#, "\u{FEFF}{}"])
    func `metadata that is no strict JSON object is refused`(body: String) async throws {
        try await withPlatform { running async throws in
            running.tampering.at("/.well-known/openid-configuration") { _ throws(FetchError) in
                FetchResponse(status: 200, body: Array(body.utf8))
            }
            #expect(try await Browser(running).get(running.origin + "/login").errorCode == "not-json")
        }
    }

    @Test(arguments: [
        (FetchError.unreachable, "unreachable"), (.timedOut, "timed-out"), (.tooLarge, "too-large"),
    ])
    func `a provider that can't be reached is said to be so`(error: FetchError, code: String) async throws {
        try await withPlatform { running async throws in
            running.tampering.at("/.well-known/openid-configuration") { _ throws(FetchError) in throw error }
            #expect(try await Browser(running).get(running.origin + "/login").errorCode == code)
        }
    }

    @Test(
        arguments: [
            (false, nil, 303), (true, nil, 502), (true, "another", 502), (false, "another", 502),
            (true, "own", 303),
        ] as [(Bool, String?, Int)])
    func `an answer that names another issuer, or none where one is promised, is refused`(
        isPromised: Bool, named: String?, status: Int
    ) async throws {
        try await withPlatform { running in
            running.tampering.at(
                "/.well-known/openid-configuration", set: "authorization_response_iss_parameter_supported",
                to: .bool(isPromised))
            let browser = Browser(running)
            // The simulation names itself in its answer; here the test says whose it is.
            let answer = try URI(try await running.callback(browser))
            let unnamed = try FormParameters(query: answer.query ?? "").pairs.filter { $0.name != "iss" }
                .map { ($0.name, $0.value) }
            let issuer = named.map { $0 == "own" ? running.mockOrigin : "https://evil.test" }
            let query = FormParameters(unnamed + (issuer.map { [("iss", $0)] } ?? [])).encoded()
            #expect(try await browser.get(running.origin + "/callback?" + query).status == status)
        }
    }

    @Test(arguments: [
        "", "?", "?state=", "?state=x", "?code=x", "?state=x&state=x", "?state=%ff", "?error=access_denied",
        "?state=x&code=" + String(repeating: "y", count: 20_000),
    ])
    func `a callback of no sign-in is an error page that begins anew`(query: String) async throws {
        try await withPlatform { running in
            for browser in [Browser(running), Browser(running, cookie: "demo-platform-session=x")] {
                let page = try await browser.get(running.origin + "/callback" + query)
                #expect(page.status == 400)
                #expect(page.errorCode == "unknown-state")
                #expect(page.text.contains(#"<a id="login""#))
            }
        }
    }

    @Test func `what the provider says in an error is shown as text`() async throws {
        try await withPlatform { running in
            let browser = Browser(running)
            let location = try URI(try await browser.get(running.origin + "/login").location)
            let state = try #require(try FormParameters(query: location.query ?? "").single("state"))
            let answer = FormParameters([
                ("state", state), ("error", "<script>\u{1F4A5}" + String(repeating: "e", count: 100)),
                ("error_description", "<img src=x>"), ("iss", running.mockOrigin),
            ])
            let page = try await browser.get(running.origin + "/callback?" + answer.encoded())
            #expect(page.status == 403)
            #expect(page.errorCode == "&lt;script&gt;" + String(repeating: "e", count: 56))
            #expect(page.text.contains("&lt;img src=x&gt;"))
            #expect(!page.text.contains("<img"))
        }
    }

    @Test(arguments: [
        "demo-platform-session=", "demo-platform-session", "=", ";;;",
        "demo-platform-session=a; demo-platform-session=b",
        "demo-platform-session=" + String(repeating: "x", count: 5000),
        "demo-platform-session=" + String(repeating: "x", count: 43),
    ])
    func `a strange cookie is nobody's`(cookie: String) async throws {
        try await withPlatform { running in
            let page = try await Browser(running, cookie: cookie).get(running.origin + "/")
            #expect(page.status == 200)
            #expect(page.text.contains(#"id="login""#))
        }
    }
}
