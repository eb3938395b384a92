import Cryptography
import Identity
import JOSE
import Synchronization
import TestSupport
import Testing
import Wire

@testable import HueSBackend

/// The provider's keys are fetched when they are needed, and not for every token.
@Suite struct ProviderKeysTests {
    private static let issuer = "https://sso.hue.test"
    private let provider: Provider
    private let clock = SetClock(.noon)
    private let client: ProviderClient

    init() throws {
        let key = try SigningKey.generate(algorithm: .ES256)
        provider = Provider(SigningKeys([key]))
        let registration = HueSRegistration(
            issuer: try URI(Self.issuer), clientID: "hue-s", key: key, map: try URI("https://map.hue.test"))
        client = ProviderClient(registration, fetcher: provider, clock: clock, random: SeededRandom(seed: 1))
    }

    /// Answers as the provider does, and counts how often its keys are fetched.
    private final class Provider: Fetcher {
        private let state: Mutex<(keys: SigningKeys?, fetched: Int)>

        init(_ keys: SigningKeys) { state = Mutex((keys, 0)) }

        var fetched: Int { state.withLock { $0.fetched } }

        /// - Parameter keys: `nil` for a provider that isn't there.
        func publish(_ keys: SigningKeys?) { state.withLock { $0.keys = keys } }

        func sign(_ claims: JSONObject, type: String) throws -> String {
            try #require(state.withLock { $0.keys }).sign(claims, type: type, with: .ES256)
        }

        func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
            let keys = state.withLock { state in
                if request.url.text.hasSuffix("/jwks") { state.fetched += 1 }
                return state.keys
            }
            guard let keys else { throw .unreachable }
            let document: JSONObject = ["issuer": .string(issuer), "jwks_uri": .string(issuer + "/jwks")]
            return FetchResponse(
                status: 200,
                body: JSONWriter.write(request.url.text.hasSuffix("/jwks") ? keys.published.json : document))
        }
    }

    private func event(_ id: String) throws -> String {
        let claims: JSONObject = [
            "iss": .string(Self.issuer), "aud": "hue-s", "jti": .string(id),
            "iat": .integer(clock.now.secondsSince1970),
            "events": ["https://schemas.openid.net/secevent/caep/event-type/session-revoked": [:]],
        ]
        return try provider.sign(claims, type: "secevent+jwt")
    }

    @Test func `events one after the other take one fetch of the keys`() async throws {
        for id in ["a", "b", "c"] { #expect(try await client.event(event(id)).id == id) }
        #expect(provider.fetched == 1)
    }

    @Test func `a key that isn't known is looked for, and seldom`() async throws {
        _ = try await client.event(event("a"))
        provider.publish(SigningKeys([try SigningKey.generate(algorithm: .ES256)]))
        await #expect(throws: SecurityEventCheck.Flaw.invalidKey) { try await client.event(event("b")) }
        #expect(provider.fetched == 1)
        clock.advance(by: HueSLimits.keyRetry)
        #expect(try await client.event(event("c")).id == "c")
        #expect(provider.fetched == 2)
    }

    @Test func `a key that was withdrawn counts for a quarter of an hour at most`() async throws {
        let stolen = try event("a")
        _ = try await client.event(stolen)
        provider.publish(SigningKeys([try SigningKey.generate(algorithm: .ES256)]))
        clock.advance(by: HueSLimits.keyLife - .seconds(1))
        #expect(try await client.event(stolen).id == "a")
        clock.advance(by: .seconds(1))
        await #expect(throws: SecurityEventCheck.Flaw.invalidKey) { try await client.event(stolen) }
        provider.publish(nil)
        clock.advance(by: HueSLimits.keyLife)
        await #expect(throws: SecurityEventCheck.Flaw.unreachable) { try await client.event(stolen) }
    }
}
