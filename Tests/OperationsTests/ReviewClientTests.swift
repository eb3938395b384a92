import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Operations

@Suite(.bothDatabases) struct ReviewClientTests {
    @Test func `it looks at sign-ins, codes and mistakes of this client alone`() async throws {
        let world = try await TokenWorld { $0.pkce = "optional" }
        _ = try await world.redeem(try await world.code())
        _ = try await world.redeem(try await world.code(["nonce": nil]))
        _ = try await world.redeem(
            try await world.code(["code_challenge": nil, "code_challenge_method": nil]), verifier: nil)
        let other = try await world.add(try TokenWorld.client("other"))
        let mistakes = NoteClientMistakes(world.here.installation)
        try await mistakes.note(.wrongSecret, of: other.id, at: world.clock.now)
        try await mistakes.write()
        let review = try await ReviewClient(world.here.installation).run(world.client, at: world.clock.now)
        #expect(review.grade == .c)
        #expect(
            review.findings == [
                .withoutPKCE(1, of: 3), .withoutNonce(1, of: 3), .noBackchannelLogout, .noPostLogoutAddress,
            ])
        let of = try await ReviewClient(world.here.installation).run(other, at: world.clock.now)
        #expect(of.grade == .none && of.findings.contains { if case .mistake = $0 { true } else { false } })
    }

    @Test func `a sign-in of last month isn't lately`() async throws {
        let world = try await TokenWorld()
        _ = try await world.code()
        let later = world.clock.now + ReviewClient.memory + .seconds(1)
        let review = try await ReviewClient(world.here.installation).run(world.client, at: later)
        #expect(review.findings.contains(.unused))
    }

    @Test func `mistakes are counted in one row, and what can't be written down is kept`() async throws {
        let world = try await TokenWorld()
        let mistakes = NoteClientMistakes(world.here.installation)
        for _ in 0..<3 { try await mistakes.note(.foreignScope, of: world.client.id, at: world.clock.now) }
        try await mistakes.note(.foreignScope, of: try #require(ClientID("nobody")), at: world.clock.now)
        try await mistakes.write()
        try await mistakes.write()
        world.clock.advance(by: .seconds(60))
        try await mistakes.note(.foreignScope, of: world.client.id, at: world.clock.now)
        try await mistakes.write()
        let counts = try await ReadClientMistakes(world.here.installation).all(of: world.client.id)
        #expect(
            counts == [
                ClientMistakeCount(.foreignScope, number: 4, firstAt: .noon, lastAt: .noon + .seconds(60))
            ])
        #expect(try await world.count("client_mistakes") == 1)
    }
}
