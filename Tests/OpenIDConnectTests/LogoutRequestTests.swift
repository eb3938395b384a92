import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@Suite struct LogoutRequestTests {
    private let session = SessionID("session")

    private func client(isEnabled: Bool = true) throws -> Client {
        try Sample.client(isEnabled: isEnabled) { $0.postLogoutRedirectURIs = ["https://rp.hue.test/out"] }
    }

    /// An ID token of the platform, long expired, with changed claims.
    private func hint(
        _ changes: JSONObject = [:], without missing: [String] = [], type: String = "JWT",
        keys: SigningKeys? = nil
    ) throws -> String {
        let id = try #require(ClientID("platform"))
        var claims: JSONObject = [
            "iss": "https://sso.hue.test", "aud": "platform", "sub": "s", "exp": 1,
            "sid": .string(Sample.subjects.sessionID(of: session, for: id)),
        ]
        claims.merge(changes)
        for name in missing { claims[name] = nil }
        return try (keys ?? Sample.keys()).sign(claims, type: type, with: .ES256)
    }

    private func read(_ pairs: [(String, String)], client: Client?) throws(LogoutRefusal) -> LogoutRequest {
        let parameters = FormParameters(pairs)
        let (keys, issuer): (SigningKeys, Issuer)
        do { (keys, issuer) = (try Sample.keys(), try Sample.issuer()) } catch { throw .malformed }
        let sender = try LogoutRequest.Sender(parameters, keys: keys, issuer: issuer)
        return try LogoutRequest(
            parameters, sender: sender, client: sender.clientID == client?.id ? client : nil)
    }

    @Test func `a person's own logout names nobody and returns nowhere`() throws {
        let request = try read([], client: nil)
        #expect(request.client == nil && request.returnAddress == nil && request.sessionID == nil)
        #expect(request.needsConfirmation(session: session, subjects: Sample.subjects))
    }

    @Test func `an expired ID token is a good hint and returns to the registered address with the state`()
        throws
    {
        let request = try read(
            [
                ("id_token_hint", try hint()), ("post_logout_redirect_uri", "https://rp.hue.test/out"),
                ("state", "a b"), ("ui_locales", "vi"),
            ], client: try client())
        #expect(request.client?.id.text == "platform")
        #expect(request.returnAddress == "https://rp.hue.test/out?state=a+b")
        #expect(request.uiLocales == "vi")
        #expect(!request.needsConfirmation(session: session, subjects: Sample.subjects))
    }

    @Test func `only an ID token of the very session spares the question`() throws {
        let named = try read([("client_id", "platform")], client: try client())
        #expect(named.needsConfirmation(session: session, subjects: Sample.subjects))
        let other = try read([("id_token_hint", try hint())], client: try client())
        #expect(other.needsConfirmation(session: SessionID("other"), subjects: Sample.subjects))
        let without = try read([("id_token_hint", try hint(without: ["sid"]))], client: try client())
        #expect(without.needsConfirmation(session: session, subjects: Sample.subjects))
    }

    @Test func `an address to return to needs a client that registered it`() throws {
        let address = ("post_logout_redirect_uri", "https://rp.hue.test/out")
        #expect(throws: LogoutRefusal.returnAddressWithoutClient) { try read([address], client: nil) }
        #expect(try read([address, ("client_id", "platform")], client: client()).returnAddress == address.1)
        #expect(throws: LogoutRefusal.foreignReturnAddress) {
            try read([address, ("client_id", "platform")], client: try Sample.client())
        }
        #expect(throws: LogoutRefusal.foreignReturnAddress) {
            try read([address, ("client_id", "platform")], client: try client(isEnabled: false))
        }
    }

    @Test(
        arguments: [
            "https://rp.hue.test/callback", "https://rp.hue.test/out/", "https://rp.hue.test/out?a",
            "https://evil.test/",
            "https://rp.hue.test.evil/out", "//evil.test", "/out", "javascript:alert(1)",
            "https://RP.hue.test/out",
            "https://rp.hue.test\\out", "https://rp.hue.test/out#x", "https://rp.hue.test@evil.test/out",
        ])
    func `an address that is not registered for logout redirects nowhere`(address: String) throws {
        let hint = try hint()
        #expect(throws: LogoutRefusal.foreignReturnAddress) {
            try read([("id_token_hint", hint), ("post_logout_redirect_uri", address)], client: try client())
        }
    }

    @Test func `a hint that is no ID token of ours is refused`() throws {
        let stranger = SigningKeys([try SigningKey.generate(algorithm: .ES256)])
        let hints = [
            "x", "eyJhbGciOiJub25lIn0.e30.", try hint(keys: stranger), try hint(["iss": "https://evil.test"]),
            try hint(without: ["iss"]), try hint(without: ["aud"]), try hint(["aud": ["platform"]]),
            try hint(["aud": "a b"]), try hint(type: "at+jwt"), try hint() + "A",
        ]
        for hint in hints {
            #expect(throws: LogoutRefusal.foreignHint) {
                try read([("id_token_hint", hint)], client: try client())
            }
        }
    }

    @Test func `hint and client_id name the same client`() throws {
        let hint = try hint()
        #expect(throws: Never.self) {
            try read([("id_token_hint", hint), ("client_id", "platform")], client: try client())
        }
        for other in ["other", "a b"] {
            #expect(throws: LogoutRefusal.hintOfAnotherClient) {
                try read([("id_token_hint", hint), ("client_id", other)], client: try client())
            }
        }
    }

    @Test func `a client that nobody registered is refused`() throws {
        let hint = try hint()
        for pairs in [[("client_id", "gone")], [("client_id", "a b")], [("id_token_hint", hint)]] {
            #expect(throws: LogoutRefusal.unknownClient) { try read(pairs, client: nil) }
        }
    }

    @Test(arguments: ["client_id", "id_token_hint", "post_logout_redirect_uri", "state", "ui_locales"])
    func `a parameter that is repeated is refused`(name: String) throws {
        #expect(throws: LogoutRefusal.malformed) { try read([(name, "a"), (name, "a")], client: nil) }
    }

    @Test(arguments: [String(repeating: "s", count: 8193), "a\nb", "é"])
    func `a state that is too long, or can't be carried unchanged, is refused`(state: String) throws {
        let pairs = [
            ("client_id", "platform"), ("post_logout_redirect_uri", "https://rp.hue.test/out"), ("state", state),
        ]
        #expect(throws: LogoutRefusal.malformed) { try read(pairs, client: try client()) }
    }
}
