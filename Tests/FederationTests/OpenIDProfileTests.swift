import Federation
import Identity
import Testing
import Wire

@Suite struct OpenIDProfileTests {
    @Test func `a good answer is an identity`() async throws {
        let identity = try await ScriptedVNeID().profile().completeSample()
        #expect(identity.identifier == .citizen(try #require(CitizenNumber("046190000001"))))
        #expect(identity.name == "Nguyễn Thị Thử")
        #expect(identity.birthdate == Birthdate("1990-02-28"))
        #expect(identity.identityLevel == .two)
        #expect(identity.authenticationLevel == .two)
    }

    @Test(
        arguments: [(nil, "LoA2"), (.one, "LoA1"), (.two, "LoA2"), (.four, "LoA2")]
            as [(AuthenticationLevel?, String)])
    func `the browser goes with all that binds the answer to this login`(
        level: AuthenticationLevel?, asked: String
    ) async throws {
        let location = try await ScriptedVNeID().profile().begin(.sample, UpstreamDemand(level: level), at: .noon)
        let uri = try URI(location)
        #expect(uri.origin == ScriptedVNeID.issuer && uri.path == "/authorize")
        let query = try FormParameters(query: try #require(uri.query))
        let expected = [
            "response_type": "code", "scope": "openid", "client_id": "hue-sso", "state": "state",
            "nonce": "nonce",
            "redirect_uri": "https://sso.hue.test/vneid/callback", "acr_values": asked,
            "code_challenge_method": "S256",
            "max_age": "3600", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ]
        #expect(Set(query.names) == Set(expected.keys))
        for (name, value) in expected { #expect(try query.single(name) == value, "\(name)") }
        #expect(!location.contains("dBjftJeZ"))
    }

    @Test(
        arguments: [
            (nil, "LoA1", true), (.one, "LoA1", true), (.two, "LoA1", false), (.two, "LoA2", true),
            (.two, "LoA3", true),
            // More than LoA2 can't be asked for there.
            (.three, "LoA2", true), (.four, "LoA2", true), (.four, "LoA1", false),
        ] as [(AuthenticationLevel?, JSONValue, Bool)])
    func `a sign-in that is weaker than what was asked for is none`(
        asked: AuthenticationLevel?, given: JSONValue, isEnough: Bool
    ) async throws {
        var claims = ScriptedVNeID.claims
        claims["loAs"] = given
        let profile = try ScriptedVNeID(claims: claims).profile()
        if isEnough {
            _ = try await profile.completeSample("state=state&code=code", UpstreamDemand(level: asked))
        } else {
            await #expect(throws: FederationError.levelTooLow) {
                try await profile.completeSample("state=state&code=code", UpstreamDemand(level: asked))
            }
        }
    }

    @Test func `the code is redeemed with our secret and the verifier`() async throws {
        let vneid = try ScriptedVNeID()
        _ = try await vneid.profile().completeSample()
        let request = try #require(vneid.requests(to: "/token").first)
        #expect(request.method == .post)
        #expect(request.headers.contains { $0 == ("Content-Type", "application/x-www-form-urlencoded") })
        let form = try FormParameters(parsing: try #require(request.body))
        for (name, value) in [
            ("grant_type", "authorization_code"), ("code", "code"), ("client_id", "hue-sso"),
            ("client_secret", "s&cret"),
            ("redirect_uri", "https://sso.hue.test/vneid/callback"),
            ("code_verifier", UpstreamLogin.sample.codeVerifier),
        ] {
            #expect(try form.single(name) == value, "\(name)")
        }
    }

    @Test func `PKCE is used only where it is offered`() async throws {
        let vneid = try ScriptedVNeID(offersS256: false)
        let profile = vneid.profile()
        let location = try await profile.begin(.sample, UpstreamDemand(), at: .noon)
        #expect(!location.contains("code_challenge"))
        _ = try await profile.completeSample()
        let request = try #require(vneid.requests(to: "/token").first)
        #expect(try FormParameters(parsing: try #require(request.body)).single("code_verifier") == nil)
    }

    @Test(
        arguments: [
            ("access_denied", .refusedByPerson), ("temporarily_unavailable", .unavailable),
            ("server_error", .unavailable),
            ("invalid_request", .untrustworthy(.errorResponse)),
            ("Access_Denied", .untrustworthy(.errorResponse)),
        ] as [(String, FederationError)])
    func `an error in the callback is told apart, and asks nobody`(
        error: String, expected: FederationError
    ) async throws {
        let vneid = try ScriptedVNeID()
        await #expect(throws: expected) {
            try await vneid.profile().completeSample("state=state&error=\(error)")
        }
        #expect(vneid.requests(to: "/token").isEmpty)
    }

    @Test(
        arguments: [
            "", "code=a", "state=s", "state=s&code=a&error=b", "state=s&state=s&code=a",
            "state=s&code=a&code=a",
            "state=s&error=a&error=a", "state=s&code=a&iss=a&iss=b", "state=&code=a", "state=s&code=",
            "state=s&state=&code=a",
        ])
    func `a callback has one state, and one code or one error`(query: String) throws {
        #expect(UpstreamCallback(try FormParameters(query: query)) == nil)
    }

    @Test func `a callback with a code or an error is read`() throws {
        #expect(UpstreamCallback(FormParameters([("state", "s"), ("code", "c")]))?.result == .code("c"))
        #expect(
            UpstreamCallback(FormParameters([("state", "s"), ("error", "e"), ("code", "")]))?.result
                == .error("e"))
    }
}
