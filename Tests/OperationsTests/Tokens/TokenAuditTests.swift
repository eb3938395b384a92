import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing

/// One event for each request that was settled, in the words that never change.
@Suite(.bothDatabases) struct TokenAuditTests {
    private func lines(_ world: TokenWorld) async throws -> [String] {
        try await world.audit("token", "token-revocation")
    }

    @Test func `what is issued names the person, or the service, and the token`() async throws {
        let world = try await TokenWorld()
        let issue = try await world.signIn()
        let service = try await world.send([("grant_type", "client_credentials")]).given()
        let events = try await world.here.audit().filter { $0.hasPrefix("token") }
        #expect(
            events == [
                "token | success | person:\(world.person.text) | platform | \(issue.accessToken.id.text)",
                "token | success | client:platform | platform | \(service.accessToken.id.text)",
            ])
    }

    @Test func `a code that is used twice leaves a second event, of what ended with it`() async throws {
        let world = try await TokenWorld()
        let code = try await world.code()
        let issue = try await world.redeem(code).given()
        _ = try await world.redeem(code)
        let events = try await world.here.audit().filter { $0.hasPrefix("token") }.suffix(2)
        let family = issue.authorization.id.text
        #expect(
            Array(events) == [
                "token | refused: code-used-twice | client:platform | platform | \(family)",
                "token-revocation | success | client:platform | platform | \(family)",
            ])
    }

    @Test func `a refresh token that is used twice does so too, and an honest retry is one more success`()
        async throws
    {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        _ = try await world.refresh(token)
        _ = try await world.refresh(token)
        world.clock.advance(by: .seconds(10))
        _ = try await world.refresh(token)
        _ = try await world.refresh(token)
        #expect(
            try await lines(world) == [
                "token | success | person | platform", "token | success | person | platform",
                "token | success | person | platform",
                "token | refused: refresh-token-used-twice | client | platform",
                "token-revocation | success | client | platform",
                "token | refused: session-ended | client | platform",
            ])
    }

    @Test func `a device that polls while it waits leaves no event, and each other request one`() async throws {
        let world = try await TokenWorld()
        let (denied, approved) = (try await world.device(), try await world.device())
        for _ in 0..<10 { _ = try await world.poll(approved) }
        #expect(try await lines(world).isEmpty)
        _ = try await world.deny(denied)
        _ = try await world.poll(denied)
        _ = try await world.approve(approved)
        _ = try await world.poll(approved)
        _ = try await world.poll(approved)
        #expect(
            try await lines(world) == [
                "token | refused: device-denied | client | platform", "token | success | person | platform",
                "token | refused: device-code-used-twice | client | platform",
            ])
    }

    @Test func `who fails to prove to be a client is counted and nobody, and what can't be read is refused`()
        async throws
    {
        let world = try await TokenWorld()
        let stranger = try TokenWorld.client("stranger")
        _ = try await world.send([("grant_type", "client_credentials")], by: stranger)
        _ = try await world.send([("grant_type", "password")])
        _ = try await world.send([])
        _ = try await world.send([("grant_type", "client_credentials"), ("scope", "openid")])
        #expect(
            try await lines(world) == [
                "token | refused: unsupported_grant_type | client | platform",
                "token | refused: invalid_request | client | platform",
                "token | refused: scope-of-people | client | platform",
            ])
    }
}
