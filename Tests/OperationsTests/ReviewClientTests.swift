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

    @Test func `tokens that are refreshed early are told from those of sign-ins and from those that were used`()
        async throws
    {
        let world = try await TokenWorld()
        let first = try await world.signIn()
        world.clock.advance(by: .seconds(10))
        let early = try await world.refresh(try #require(first.refreshToken)).given()
        world.clock.advance(by: .minutes(5))
        let late = try await world.refresh(try #require(early.refreshToken)).given()
        // A sign-in without a page: no refresh, however soon it comes.
        world.clock.advance(by: .seconds(1))
        _ = try await world.signIn()
        world.clock.advance(by: .seconds(299))
        _ = try await world.refresh(try #require(late.refreshToken)).given()
        let behaviour = try await ReviewClient(world.here.installation).behaviour(
            of: world.client.id, at: world.clock.now)
        #expect(behaviour.refreshes == 3 && behaviour.earlyRefreshes == 2)
    }

    @Test func `tokens whose time is over are counted for the client that they were given to`() async throws {
        let world = try await TokenWorld()
        let refresh = try await world.refreshToken(scope: "openid offline_access")
        world.clock.advance(by: .hours(24 * 31))
        _ = try await world.refresh(refresh)
        let refusals = RefusalLog(world.here.installation)
        for client in ["platform", "other"] {
            try await refusals.record(.userInfo, "expired-token", client: client, world.act)
        }
        try await refusals.record(.userInfo, "invalid_token", client: "platform", world.act)
        try await refusals.writeCounts()
        let behaviour = try await ReviewClient(world.here.installation).behaviour(
            of: world.client.id, at: world.clock.now)
        #expect(behaviour.expiredAccessTokens == 1 && behaviour.expiredRefreshTokens == 1)
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

    @Test func `mistakes that may have been written down already are not written again`() async throws {
        guard !TestEngine.current.isSQLite else { return }
        let world = try await TokenWorld()
        let mistakes = NoteClientMistakes(world.here.installation)
        try await mistakes.note(.foreignScope, of: world.client.id, at: world.clock.now)
        try await world.here.loseAnswers(ofCommitsTo: "client_mistakes")
        await #expect(throws: RecordsError.outcomeUnknown) { try await mistakes.write() }
        try await mistakes.note(.wrongSecret, of: world.client.id, at: world.clock.now)
        try await world.here.keepAnswers(ofCommitsTo: "client_mistakes")
        try await mistakes.write()
        let counts = try await ReadClientMistakes(world.here.installation).all(of: world.client.id)
        #expect(counts.map(\.mistake) == [.wrongSecret])
    }
}
