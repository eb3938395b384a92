import Cryptography
import Federation
import Identity
import TestSupport
import Testing
import Wire

/// VNeID directly, as Documentation/VNEID.md has it.
@Suite struct QuirksProfileTests {
    @Test func `the browser goes with just the five parameters`() async throws {
        let location = try await QuirksSample().profile.begin(.sample, UpstreamDemand(), at: .noon)
        #expect(
            location == ScriptedVNeID.issuer + "/auth?response_type=code&client_id=sso-hue-web"
                + "&redirect_uri=https%3A%2F%2Fsso.hue.test%2Fvneid%2Fcallback&scope=openid&state=state")
    }

    @Test func `a good answer is an identity`() async throws {
        let identity = try await QuirksSample().complete()
        #expect(identity.identifier == .citizen(try #require(CitizenNumber("046190000001"))))
        #expect(identity.name == "Nguyễn Thị Thử")
        #expect(identity.birthdate == Birthdate("1990-02-28"))
        #expect(identity.identityLevel == .two && identity.authenticationLevel == .two)
        #expect(identity.authenticatedAt == .noon)
    }

    /// A wrong key opens nonsense once in 256 envelopes: what can't be read doesn't count.
    @Test func `while VNeID goes over to another key, either opens what it says`() async throws {
        let newer = try (0..<2).map { _ in try RSAPrivateKey.generate(bitCount: 2048) }
        for _ in 0..<300 {
            let identity = try await QuirksSample(others: newer).complete()
            try #require(identity.name == "Nguyễn Thị Thử")
        }
    }

    @Test func `without a key nothing opens, and VNeID is asked all the same`() async throws {
        let sample = try QuirksSample()
        let profile = QuirksProfile(sample.settings, keys: { [] }, fetcher: sample.vneid)
        let callback = try #require(profile.callback(try QuirksSample.query()))
        await #expect(throws: FederationError.untrustworthy(.exchange)) {
            try await profile.complete(callback, of: .sample, UpstreamDemand(), begunAt: .noon, at: .noon)
        }
        #expect(sample.vneid.requests(to: "/token").count == 1)
    }

    @Test func `the code is opened and redeemed by a form, with its key echoed as it came`() async throws {
        let sample = try QuirksSample()
        let query = try QuirksSample.query()
        _ = try await sample.complete(query)
        // The padding of the wrapped key is random: it is this callback's, and nobody else's.
        let encryptKey = try #require(query.split(separator: "encrypt_key=").last.map(String.init))
        let request = try #require(sample.vneid.requests(to: "/token").first)
        #expect(request.method == .post)
        #expect(request.headers.contains { $0 == ("Content-Type", "application/x-www-form-urlencoded") })
        let form = try FormParameters(parsing: try #require(request.body))
        #expect(
            form.names == [
                "grant_type", "code", "client_id", "client_secret", "redirect_uri", "encrypt_key",
            ])
        for (name, value) in [
            ("grant_type", "authorization_code"), ("code", QuirksSample.code), ("client_id", "sso-hue-web"),
            ("client_secret", "s&cret"), ("redirect_uri", "https://sso.hue.test/vneid/callback"),
            ("encrypt_key", encryptKey),
        ] {
            #expect(try form.single(name) == value, "\(name)")
        }
        let asked = try #require(sample.vneid.requests(to: "/userinfo").first)
        #expect(asked.method == .get && asked.headers.contains { $0 == ("Authorization", "Bearer at") })
        #expect(sample.vneid.requests(to: "/.well-known/openid-configuration").isEmpty)
    }

    @Test func `a plus of Base64 is one, whether it comes raw or encoded`() async throws {
        // Many keys, so that there is a plus in both of one's texts.
        let queries = try (UInt64(0)..<64).map { seed -> String in
            let key = try QuirksSample.key(seed: seed)
            let code = Base64.encode(try key.seal(Array(QuirksSample.code.utf8)))
            return "code=\(code)&state=state&encrypt_key=\(Base64.encode(key.wrapped))"
        }
        let query = try #require(
            queries.first { query in query.split(separator: "&").filter { $0.contains("+") }.count == 2 })
        for query in [query, query.replacing("+", with: "%2B")] {
            let sample = try QuirksSample()
            #expect(try await sample.complete(query).name == "Nguyễn Thị Thử")
            let body = try #require(sample.vneid.requests(to: "/token").first?.body)
            #expect(try FormParameters(parsing: body).single("code") == QuirksSample.code)
        }
        // The other profile's callbacks are read as any query is.
        let plain = try ScriptedVNeID().profile().callback("state=state&code=a+b")
        #expect(plain?.result == .code("a b"))
    }

    @Test(arguments: [
        "state=s&code=a&encrypt_key=b&encrypt_key=c", "state=s&state=s&code=a&encrypt_key=b", "code=a&encrypt_key=b",
        "state=s&encrypt_key=b", "state=s&code=a&code=b&encrypt_key=c", "state=s&code=%&encrypt_key=c",
    ])
    func `a callback that isn't one is none`(query: String) throws {
        #expect(try QuirksSample().profile.callback(query) == nil)
    }

    @Test(arguments: [
        "5f0c2a1e-8d34-4b6f-9a77-0c1d2e3f4a5b", QuirksSample.code,
        QuirksSample.code + ".DEADBEEF-dead-beef-dead-beefdeadbeef",
    ])
    func `a code is a GUID, or several`(code: String) async throws {
        let sample = try QuirksSample()
        _ = try await sample.complete(try QuirksSample.query(code: code))
        let body = try #require(sample.vneid.requests(to: "/token").first?.body)
        #expect(try FormParameters(parsing: body).single("code") == code)
    }

    @Test(arguments: [true, false], [true, false])
    func `an answer without an envelope is taken`(token: Bool, userInfo: Bool) async throws {
        let sample = try QuirksSample()
        if token { sample.vneid.answer("/token", json: QuirksSample.token) }
        if userInfo { sample.vneid.answer("/userinfo", json: QuirksSample.claims) }
        #expect(try await sample.complete().name == "Nguyễn Thị Thử")
    }

    @Test(
        arguments: [
            (["citizenPid": "P1234567"], .foreigner("P1234567")),
            (["citizenPid": "3300101010", "accountType": "2"], .organisation("3300101010")),
            (["citizenPid": "3300101010", "accountType": 2], .organisation("3300101010")),
        ] as [(JSONObject, PersonIdentifier)])
    func `whoever has an account is known by its number`(
        changes: JSONObject, identifier: PersonIdentifier
    ) async throws {
        let sample = try QuirksSample()
        var claims = QuirksSample.claims
        claims.merge(changes)
        sample.vneid.answer("/userinfo", json: try QuirksSample.sealed(claims))
        #expect(try await sample.complete().identifier == identifier)
    }

    @Test func `claims are called what the contract calls them`() async throws {
        let names = QuirksClaims(
            number: "pid", name: "ten", birthdate: "sinh", accountType: "loai", accountLevel: "muc")
        let sample = try QuirksSample(claims: names)
        sample.vneid.answer(
            "/userinfo",
            json: try QuirksSample.sealed([
                "pid": "046190000001", "ten": "Lê Văn Khác", "sinh": "1991-03-04", "loai": 1, "muc": 1,
            ]))
        let identity = try await sample.complete()
        #expect(identity.name == "Lê Văn Khác" && identity.birthdate == Birthdate("1991-03-04"))
        #expect(identity.identityLevel == .one)
    }

    // MARK: What it never tells

    @Test(
        arguments: [
            (UpstreamDemand(), false, nil), (UpstreamDemand(maxAge: .hours(2)), false, nil),
            (UpstreamDemand(isAnew: true), false, .notFresh),
            (UpstreamDemand(maxAge: .minutes(59)), false, .notFresh), (UpstreamDemand(isAnew: true), true, nil),
            (UpstreamDemand(maxAge: .zero), true, nil), (UpstreamDemand(level: .one), true, nil),
            (UpstreamDemand(level: .two), true, nil), (UpstreamDemand(level: .four), true, nil),
        ] as [(UpstreamDemand, Bool, FederationError?)])
    func `nobody is sent there for a freshness that was not agreed`(
        demand: UpstreamDemand, asksEveryTime: Bool, error: FederationError?
    ) async throws {
        let sample = try QuirksSample(asksEveryTime: asksEveryTime)
        guard let error else {
            _ = try await sample.profile.begin(.sample, demand, at: .noon)
            let moment = try await sample.complete(nil, demand).authenticatedAt
            #expect(moment == (asksEveryTime ? .noon : .noon - .hours(1)))
            return
        }
        await #expect(throws: error) { try await sample.profile.begin(.sample, demand, at: .noon) }
        await #expect(throws: error) { try await sample.complete(nil, demand) }
    }

    @Test func `a level that was not agreed is not given`() async throws {
        let sample = try QuirksSample(loginLevel: .one)
        let demand = UpstreamDemand(level: .two)
        await #expect(throws: FederationError.levelTooLow) {
            try await sample.profile.begin(.sample, demand, at: .noon)
        }
        await #expect(throws: FederationError.levelTooLow) { try await sample.complete(nil, demand) }
        #expect(try await sample.complete().authenticationLevel == .one)
    }
}
