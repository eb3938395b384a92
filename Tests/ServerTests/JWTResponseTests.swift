import Cryptography
import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

/// Signed authorization responses over HTTP (JARM): codes and errors, by each of its modes, encrypted where a client wants it.
@Suite(.bothDatabases) struct JWTResponseTests {
    private let provider: RunningProvider
    private let browser: Browser

    init() async throws {
        provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        browser = Browser(provider)
    }

    private func claims(_ token: String?, audience: String = "platform") throws -> JSONObject {
        let verified = try UnverifiedJWT(parsing: #require(token)).verified(
            by: testSecrets.get().keys.current.published)
        try verified.check(
            issuer: RunningProvider.issuer, audience: audience, at: provider.clock.now)
        return verified.claims
    }

    @Test(arguments: ["jwt", "query.jwt"]) func `a code comes signed in the query`(mode: String) async throws {
        var reply = try await browser.authorize("platform", [("response_mode", mode)])
        reply = try await browser.goOn(try await browser.signIn(reply))
        let answer = try reply.redirection()
        #expect(answer.names == ["response"])
        let claims = try claims(try answer.single("response"))
        #expect(claims["state"] == "a state & more")
        #expect(try await browser.redeem(try #require(claims["code"]?.string)).status == 200)
    }

    @Test func `a code comes signed in the fragment, or in a form`() async throws {
        _ = try await browser.code()
        let fragment = try await browser.get(
            "/oauth2/authorize?"
                + FormParameters(Browser.request("platform", [("response_mode", "fragment.jwt")])).encoded())
        let parts = try #require(fragment.location).split(separator: "#", maxSplits: 1).map(String.init)
        #expect(parts.first == "https://platform.hue.test/callback")
        let token = try FormParameters(query: try #require(parts.last)).single("response")
        #expect(try claims(token)["code"] != nil)
        let form = try await browser.authorize("platform", [("response_mode", "form_post.jwt")])
        #expect(form.status == 200)
        #expect(try claims(form.hidden("response"))["code"] != nil)
        #expect(form.hidden("code") == nil)
    }

    @Test func `errors come signed: of the request, of the person, and of nobody who is there`() async throws {
        let wrong = try await browser.authorize("platform", [("response_mode", "jwt"), ("scope", "profile")])
        #expect(try claims(try wrong.redirection().single("response"))["error"] == "invalid_scope")
        let silent = try await browser.authorize("platform", [("response_mode", "jwt"), ("prompt", "none")])
        #expect(try claims(try silent.redirection().single("response"))["error"] == "login_required")
        _ = try await browser.code()
        let asked = try await browser.authorize("platform", [("response_mode", "jwt"), ("prompt", "consent")])
        let denied = try await browser.submit(asked, [("choice", "deny")])
        let location = try #require(denied.attribute("href", of: "continue"))
        let query = try FormParameters(query: String(location.split(separator: "?", maxSplits: 1).last ?? ""))
        #expect(try claims(try query.single("response"))["error"] == "access_denied")
    }

    @Test func `what a client wants encrypted comes encrypted, and not at all where its keys can't be read`()
        async throws
    {
        let key = try DecryptionKey(p256: .generate(.p256))
        func register(_ id: String, _ change: (inout ClientRegistration) -> Void) async throws {
            var registration = ClientRegistration(
                id: id, name: "Nền tảng \(id)", redirectURIs: ["https://\(id).hue.test/callback"])
            registration.messages.responseEncryption = .init(named: "ECDH-ES+A256KW A128GCM")
            change(&registration)
            try await provider.add(
                try registration.client(secret: SecretHash(of: "the secret of \(id)")), at: provider.clock.now)
        }
        try await register("sealed") { $0.proofs.keys = JWKSet(keys: [], encryptionKeys: [key.publicKey]).json }
        try await register("away") { $0.proofs.keysURI = "https://away.hue.test/jwks" }
        _ = try await browser.code()
        let reply = try await browser.authorize("sealed", [("response_mode", "jwt")])
        let message = try EncryptedJWE(parsing: #require(try reply.redirection().single("response")))
        let token = String(decoding: try message.decrypted(by: [key]), as: UTF8.self)
        #expect(try claims(token, audience: "sealed")["code"] != nil)
        let away = try await browser.authorize("away", [("response_mode", "jwt")])
        #expect(away.status == 503 && away.location == nil)
        #expect(away.header("Retry-After") != nil)
        // Who doesn't ask for a signed answer gets a plain one.
        let plain = try await browser.authorize("away")
        #expect(try plain.redirection().single("code") != nil)
    }

    @Test func `the metadata say by what answers are signed and encrypted`() async throws {
        let metadata = try await browser.get("/.well-known/openid-configuration").json()
        #expect(metadata["authorization_signing_alg_values_supported"] == ["ES256"])
        #expect(
            metadata["authorization_encryption_alg_values_supported"] == ["RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW"])
        #expect(
            metadata["authorization_encryption_enc_values_supported"] == ["A128GCM", "A256GCM", "A128CBC-HS256"])
    }
}
