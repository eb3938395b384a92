import Federation
import Identity
import Testing
import Wire

/// How fresh a login at VNeID is: asked for, told, and never taken for granted (OpenID Connect Core §2, §3.1.2.1).
@Suite struct FreshnessTests {
    private func sent(_ demand: UpstreamDemand, by vneid: ScriptedVNeID) async throws -> FormParameters {
        let location = try await vneid.profile().begin(.sample, demand, at: .noon)
        return try FormParameters(query: try #require(try URI(location).query))
    }

    private func vneid(signedIn moment: Instant?, tells: Bool = true) throws -> ScriptedVNeID {
        var claims = ScriptedVNeID.claims
        claims["auth_time"] = moment.map { .integer($0.secondsSince1970) }
        let vneid = try ScriptedVNeID(claims: claims)
        if !tells {
            var metadata = ScriptedVNeID.metadata()
            metadata["claims_supported"] = nil
            vneid.answer("/.well-known/openid-configuration", json: metadata)
        }
        return vneid
    }

    @Test(
        arguments: [
            (UpstreamDemand(), nil, "3600"), (UpstreamDemand(maxAge: .seconds(60)), nil, "60"),
            (UpstreamDemand(maxAge: .zero), nil, "0"), (UpstreamDemand(maxAge: .hours(9)), nil, "3600"),
            (UpstreamDemand(isAnew: true), "login", "3600"),
            (UpstreamDemand(isAnew: true, maxAge: .minutes(5)), "login", "300"),
        ] as [(UpstreamDemand, String?, String)])
    func `what is demanded reaches VNeID`(demand: UpstreamDemand, prompt: String?, maxAge: String) async throws {
        let query = try await sent(demand, by: try ScriptedVNeID())
        #expect(try query.single("prompt") == prompt)
        #expect(try query.single("max_age") == maxAge)
    }

    @Test func `a VNeID that doesn't tell when somebody signed in is asked to ask each time`() async throws {
        let vneid = try vneid(signedIn: nil, tells: false)
        #expect(try await sent(UpstreamDemand(), by: vneid).single("prompt") == "login")
        #expect(try await vneid.profile().completeSample().authenticatedAt == .noon)
    }

    @Test func `what is told is believed, whether it was promised or not`() async throws {
        for tells in [true, false] {
            let vneid = try vneid(signedIn: .noon - .minutes(20), tells: tells)
            #expect(try await vneid.profile().completeSample().authenticatedAt == .noon - .minutes(20))
        }
        // A clock that is a little ahead says "now".
        let ahead = try vneid(signedIn: .noon + .seconds(60))
        #expect(try await ahead.profile().completeSample().authenticatedAt == .noon)
    }

    @Test(
        arguments: [
            (UpstreamDemand(), 3600, true), (UpstreamDemand(), 3661, false),
            (UpstreamDemand(maxAge: .minutes(5)), 360, true), (UpstreamDemand(maxAge: .minutes(5)), 361, false),
            (UpstreamDemand(maxAge: .zero), 60, true), (UpstreamDemand(maxAge: .zero), 61, false),
            (UpstreamDemand(isAnew: true), 60, true), (UpstreamDemand(isAnew: true), 61, false),
        ] as [(UpstreamDemand, Int, Bool)])
    func `a login that is older than demanded is none, but for what clocks may differ`(
        demand: UpstreamDemand, age: Int, isFresh: Bool
    ) async throws {
        let profile = try vneid(signedIn: .noon - .seconds(age)).profile()
        if isFresh {
            _ = try await profile.completeSample("state=state&code=code", demand)
        } else {
            await #expect(throws: FederationError.notFresh) {
                try await profile.completeSample("state=state&code=code", demand)
            }
        }
    }

    @Test func `who signed in after being sent there has done what was asked, however long it took`() async throws {
        let demand = UpstreamDemand(isAnew: true, maxAge: .zero)
        let profile = try vneid(signedIn: .noon - .minutes(4)).profile()
        let identity = try await profile.completeSample(
            "state=state&code=code", demand, begunAt: .noon - .minutes(5), at: .noon)
        #expect(identity.authenticatedAt == .noon - .minutes(4))
    }

    // MARK: Whose answer it is (RFC 9207)

    @Test(arguments: ["https://evil.test", "https://vneid.test/", "HTTPS://vneid.test"])
    func `an answer of another provider is refused, and nothing of it is looked at`(issuer: String) async throws {
        let vneid = try ScriptedVNeID()
        for answer in ["code=code", "error=access_denied"] {
            await #expect(throws: FederationError.untrustworthy(.issuer)) {
                try await vneid.profile().completeSample("state=state&\(answer)&iss=\(issuer)")
            }
        }
        #expect(vneid.requests(to: "/token").isEmpty)
        _ = try await vneid.profile().completeSample("state=state&code=code&iss=\(ScriptedVNeID.issuer)")
    }

    @Test func `a VNeID that says it names itself has to`() async throws {
        let vneid = try ScriptedVNeID()
        var metadata = ScriptedVNeID.metadata()
        metadata["authorization_response_iss_parameter_supported"] = true
        vneid.answer("/.well-known/openid-configuration", json: metadata)
        await #expect(throws: FederationError.untrustworthy(.issuer)) { try await vneid.profile().completeSample() }
        #expect(vneid.requests(to: "/token").isEmpty)
        _ = try await vneid.profile().completeSample("state=state&code=code&iss=\(ScriptedVNeID.issuer)")
    }

    @Test func `metadata of an issuer that only looks the same is another's`() async throws {
        // K and the Kelvin sign are canonically equivalent, and Swift's == says equal.
        let settings = OpenIDProfileSettings(
            issuer: "https://vneid.test/K", clientID: "hue-sso", clientSecret: "s", redirectURI: "https://sso.hue.test")
        let vneid = try ScriptedVNeID()
        var metadata = ScriptedVNeID.metadata()
        metadata["issuer"] = "https://vneid.test/\u{212A}"
        vneid.answer("/K/.well-known/openid-configuration", json: metadata)
        await #expect(throws: FederationError.untrustworthy(.metadata)) {
            try await OpenIDProfile(settings, fetcher: vneid).begin(.sample, UpstreamDemand(), at: .noon)
        }
    }
}
