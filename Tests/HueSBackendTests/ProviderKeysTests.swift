import Cryptography
import Identity
import JOSE
import TestSupport
import Testing
import Wire

@testable import HueSBackend

/// The provider's keys are fetched when they are needed, and not for every token.
@Suite struct ProviderKeysTests {
    private let provider: ScriptedProvider
    private let clock = SetClock(.noon)
    private let client: ProviderClient

    init() throws {
        provider = try ScriptedProvider(clock)
        client = try provider.client()
    }

    private func event(_ id: String) throws -> String {
        let claims: JSONObject = [
            "iss": .string(ScriptedProvider.issuer), "aud": "hue-s", "jti": .string(id),
            "iat": .integer(clock.now.secondsSince1970),
            "events": ["https://schemas.openid.net/secevent/caep/event-type/session-revoked": [:]],
        ]
        return try provider.sign(claims, type: "secevent+jwt")
    }

    @Test func `events one after the other take one fetch of the keys`() async throws {
        for id in ["a", "b", "c"] { #expect(try await client.event(event(id)).id == id) }
        #expect(provider.fetchedKeys == 1)
    }

    @Test func `a key that isn't known is looked for, and seldom`() async throws {
        _ = try await client.event(event("a"))
        provider.publish(SigningKeys([try SigningKey.generate(algorithm: .ES256)]))
        await #expect(throws: SecurityEventCheck.Flaw.invalidKey) { try await client.event(event("b")) }
        #expect(provider.fetchedKeys == 1)
        clock.advance(by: HueSLimits.keyRetry)
        #expect(try await client.event(event("c")).id == "c")
        #expect(provider.fetchedKeys == 2)
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
