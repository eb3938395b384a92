import Identity
import OpenIDConnect
import TestSupport
import Testing

/// What counts once counts once: of a hundred uses at the same moment, on two nodes of one database, one succeeds. A pushed
/// request is in PushedRequestTests, an assertion of a client in ProveClientTests, one of a person in JWTBearerSettlementTests.
@Suite(.bothDatabases) struct ParallelUseTests {
    enum Thing: CaseIterable {
        case authorizationCode, deviceCode, authRequest, refreshToken, proof, assertionOfAPerson
    }

    /// A public client has no way to show that it only repeats itself.
    private func world(_ thing: Thing) async throws -> TokenWorld {
        guard thing == .refreshToken else { return try await TokenWorld() }
        return try await TokenWorld {
            $0.authenticationMethod = "none"
            $0.grants = ["authorization_code", "refresh_token"]
        }
    }

    /// The request that is sent a hundred times.
    private func request(_ thing: Thing, _ world: TokenWorld) async throws -> ([(String, String)], DPoPProof?) {
        switch thing {
        case .authorizationCode:
            let code = try await world.code()
            return (
                [
                    ("grant_type", "authorization_code"), ("code", code.text),
                    ("redirect_uri", "https://rp.hue.test/callback"), ("code_verifier", TokenWorld.verifier),
                ], nil
            )
        case .deviceCode:
            let device = try await world.device()
            #expect(try await world.approve(device))
            return ([("grant_type", GrantType.deviceCode.rawValue), ("device_code", device.code.text)], nil)
        case .authRequest:
            let asked = try await world.ask()
            #expect(try await world.allow(asked))
            return ([("grant_type", GrantType.ciba.rawValue), ("auth_req_id", asked.id.text)], nil)
        case .refreshToken:
            let token = try await world.refreshToken()
            return ([("grant_type", "refresh_token"), ("refresh_token", token.text)], nil)
        case .proof: return ([("grant_type", "client_credentials")], try world.proof("once"))
        case .assertionOfAPerson:
            try await world.giveNumber()
            return ([("grant_type", GrantType.jwtBearer.rawValue), ("assertion", try world.assertion())], nil)
        }
    }

    @Test(arguments: Thing.allCases)
    func `of a hundred uses at once on two nodes one succeeds, and the others leave nothing`(
        _ thing: Thing
    ) async throws {
        let world = try await world(thing)
        let nodes = [world.here, try TestInstallation(beside: world.here)]
        let (pairs, proof) = try await request(thing, world)
        let before = try #require(try await world.count("access_tokens"))
        let outcomes = try await race(100) { number in
            try await world.send(pairs, proof: proof, to: nodes[number % 2])
        }
        #expect(outcomes.count { $0.issue != nil } == 1)
        #expect(outcomes.count { $0.refusal != nil } == 99)
        #expect(try await world.count("access_tokens") == before + 1)
    }
}
