import Federation
import Identity
import JOSE
import TestSupport
import Testing
import Wire

@Suite struct UpstreamCacheTests {
    private let vneid: ScriptedVNeID
    private let profile: OpenIDProfile
    private let clock = SetClock()

    init() throws {
        vneid = try ScriptedVNeID()
        profile = vneid.profile()
    }

    private var metadataFetches: Int { vneid.requests(to: "/.well-known/openid-configuration").count }
    private var keyFetches: Int { vneid.requests(to: "/jwks").count }

    /// A login now; the token is fresh whatever the time is.
    private func logIn(by key: SigningKey? = nil) async -> FederationError? {
        var claims = ScriptedVNeID.claims
        claims["iat"] = .integer(clock.now.secondsSince1970)
        claims["exp"] = .integer(clock.now.secondsSince1970 + 300)
        do {
            try vneid.answerToken(claims, by: key)
            _ = try await profile.completeSample(at: clock.now)
            return nil
        } catch {
            return error as? FederationError
        }
    }

    @Test func `metadata and keys are fetched once an hour`() async throws {
        for _ in 0..<5 { #expect(await logIn() == nil) }
        #expect(metadataFetches == 1)
        #expect(keyFetches == 1)
        clock.advance(by: .hours(1) - .milliseconds(1))
        #expect(await logIn() == nil)
        #expect(metadataFetches == 1)
        #expect(keyFetches == 1)
        clock.advance(by: .milliseconds(1))
        #expect(await logIn() == nil)
        #expect(metadataFetches == 2)
        #expect(keyFetches == 2)
    }

    @Test func `metadata that was bad is not kept`() async throws {
        vneid.answer("/.well-known/openid-configuration", status: 500, json: [:])
        #expect(await logIn() == .unavailable)
        vneid.answer("/.well-known/openid-configuration", json: ScriptedVNeID.metadata())
        #expect(await logIn() == nil)
        #expect(metadataFetches == 2)
    }

    @Test func `a new key is found when a token names it`() async throws {
        #expect(await logIn() == nil)
        let next = try SigningKey.generate(algorithm: .ES256)
        vneid.answer("/jwks", json: JWKSet(keys: [vneid.key.publicJWK, next.publicJWK]).json)
        clock.advance(by: .seconds(30))
        #expect(await logIn(by: next) == nil)
        #expect(keyFetches == 2)
        #expect(await logIn(by: next) == nil)
        #expect(await logIn() == nil)
        #expect(keyFetches == 2)
    }

    @Test func `a withdrawn key is forgotten with the next fetch`() async throws {
        #expect(await logIn() == nil)
        let next = try SigningKey.generate(algorithm: .ES256)
        vneid.answer("/jwks", json: JWKSet(keys: [next.publicJWK]).json)
        clock.advance(by: .hours(1))
        #expect(await logIn() == .untrustworthy(.signature))
    }

    @Test func `unknown keys make us fetch at most once in half a minute`() async throws {
        #expect(await logIn() == nil)
        let stranger = try SigningKey.generate(algorithm: .ES256)
        for _ in 0..<10 { #expect(await logIn(by: stranger) == .untrustworthy(.signature)) }
        #expect(keyFetches == 1)
        clock.advance(by: .seconds(30) - .milliseconds(1))
        #expect(await logIn(by: stranger) == .untrustworthy(.signature))
        #expect(keyFetches == 1)
        clock.advance(by: .milliseconds(1))
        for _ in 0..<10 { #expect(await logIn(by: stranger) == .untrustworthy(.signature)) }
        #expect(keyFetches == 2)
        clock.advance(by: .seconds(30))
        for _ in 0..<10 { #expect(await logIn(by: stranger) == .untrustworthy(.signature)) }
        #expect(keyFetches == 3)
    }

    @Test func `unknown keys make us fetch at most once in half a minute, also while the fetch fails`()
        async throws
    {
        #expect(await logIn() == nil)
        vneid.answer("/jwks", status: 503, json: [:])
        clock.advance(by: .minutes(1))
        let stranger = try SigningKey.generate(algorithm: .ES256)
        for _ in 0..<10 { #expect(await logIn(by: stranger) != nil) }
        #expect(keyFetches == 2)
        // And those that we know go on counting.
        #expect(await logIn() == nil)
    }

    @Test func `a forged signature under a known name makes us fetch nothing`() async throws {
        #expect(await logIn() == nil)
        clock.advance(by: .minutes(1))
        let token = try JWS.sign(payload: JSONWriter.write(ScriptedVNeID.claims), key: vneid.key)
        let forged = token.split(separator: ".")[0] + ".e30." + token.split(separator: ".")[2]
        vneid.answer("/token", json: ["id_token": .string(String(forged)), "access_token": "at"])
        await #expect(throws: FederationError.untrustworthy(.signature)) {
            try await profile.completeSample(at: clock.now)
        }
        #expect(keyFetches == 1)
    }
}
