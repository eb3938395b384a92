import Identity
import JOSE
import Testing
import Wire

@testable import DemoPlatform

/// The platform hears of the end of a session (OpenID Connect Back-Channel Logout §2.5–§2.8); tokens are signed by a key that
/// stands in the provider's set.
@Suite struct BackchannelLogoutTests {
    private static let key = Result { try SigningKey.generate(algorithm: .ES256) }

    /// Signed in, with `sid` known, and the provider's keys replaced by ours.
    private func withPerson(
        _ body: @Sendable (RunningPlatform, Browser, _ claims: JSONObject) async throws -> Void
    ) async throws {
        try await withPlatform { running in
            let browser = Browser(running)
            _ = try await running.signIn(browser)
            let page = try await browser.get(running.origin + "/")
            let subject = try #require(page.claim("sub"))
            let keys = SigningKeys([try Self.key.get()]).published.json
            running.tampering.at("/oauth2/jwks") { _ throws(FetchError) in
                FetchResponse(status: 200, body: JSONWriter.write(keys))
            }
            let now = running.clock.now.secondsSince1970
            try await body(
                running, browser,
                [
                    "iss": .string(running.mockOrigin), "sub": .string(subject), "aud": "demo platform",
                    "iat": .integer(now), "exp": .integer(now + 120), "jti": "one",
                    "events": ["http://schemas.openid.net/event/backchannel-logout": [:]],
                ])
        }
    }

    private func send(
        _ claims: JSONObject, type: String = "logout+jwt", to running: RunningPlatform
    ) async throws -> Reply {
        let token = try SigningKeys([try Self.key.get()]).sign(claims, type: type, with: .ES256)
        return try await Browser(running).post(running.origin + "/backchannel-logout", [("logout_token", token)])
    }

    private func isSignedIn(_ browser: Browser, _ running: RunningPlatform) async throws -> Bool {
        try await browser.get(running.origin + "/").text.contains(#"<a id="logout""#)
    }

    @Test func `a good token signs the person out, and nobody else, once`() async throws {
        try await withPerson { running, browser, claims async throws in
            var others = claims
            others["sub"] = "somebody else"
            others["jti"] = "two"
            #expect(try await send(others, to: running).status == 200)
            #expect(try await isSignedIn(browser, running))
            let reply = try await send(claims, to: running)
            #expect(reply.status == 200 && reply.header("Cache-Control") == "no-store")
            #expect(try await !isSignedIn(browser, running))
            #expect(try await send(claims, to: running).status == 400, "the same one a second time")
        }
    }

    @Test func `a token that names a session ends that one only`() async throws {
        try await withPerson { running, browser, claims async throws in
            var another = claims
            another["sid"] = "another"
            #expect(try await send(another, to: running).status == 200)
            #expect(try await isSignedIn(browser, running))
        }
    }

    /// §2.6, point by point.
    @Test(
        arguments: [
            ("iss", "https://evil.test"), ("aud", "another"), ("exp", 1), ("exp", nil), ("iat", nil), ("jti", nil),
            ("sub", nil), ("nonce", "n"), ("events", nil), ("events", [:]),
            ("events", ["http://schemas.openid.net/event/backchannel-logout": "x"]),
        ] as [(String, JSONValue?)])
    func `a token that isn't one for us signs nobody out`(name: String, value: JSONValue?) async throws {
        try await withPerson { running, browser, claims async throws in
            var claims = claims
            claims[name] = value
            #expect(try await send(claims, to: running).status == 400)
            #expect(try await isSignedIn(browser, running))
        }
    }

    @Test func `neither an ID token, nor another's signature, nor nothing is a logout token`() async throws {
        try await withPerson { running, browser, claims async throws in
            #expect(try await send(claims, type: "JWT", to: running).status == 400)
            let foreign = try SigningKeys([try SigningKey.generate(algorithm: .ES256)])
                .sign(claims, type: "logout+jwt", with: .ES256)
            for form in [[("logout_token", foreign)], [("logout_token", "x")], []] {
                let reply = try await Browser(running).post(running.origin + "/backchannel-logout", form)
                #expect(reply.status == 400)
            }
            #expect(try await isSignedIn(browser, running))
        }
    }
}
