import Accounts
import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing

/// How long a family of refresh tokens lives. Housekeeping runs in between, and must not shorten it.
@Suite(.bothDatabases) struct RefreshTokenEndsTests {
    private static let offline = "openid offline_access"
    private static let days = Duration.hours(24)

    private func refreshed(
        _ token: RefreshToken, after span: Duration, in world: TokenWorld
    ) async throws -> TokenOutcome {
        world.clock.advance(by: span)
        try await world.housekeep()
        return try await world.refresh(token)
    }

    @Test func `a token ends with its session`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        let issue = try await world.refresh(token).given()
        try await world.endSession()
        #expect(try await world.refresh(issue.givenRefreshToken()).refusal == .sessionEnded)
        #expect(try await !world.opens(issue))
    }

    @Test func `within a session a token may lie unused, as long as the session can last`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        let late = try await refreshed(token, after: .hours(12) - .milliseconds(1), in: world)
        let next = try late.given().givenRefreshToken()
        #expect(try await refreshed(next, after: .milliseconds(1), in: world).refusal == .sessionEnded)
    }

    @Test func `an offline token outlives its session, and so does what it gives`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken(scope: Self.offline)
        try await world.endSession()
        let issue = try await refreshed(token, after: .hours(13), in: world).given()
        #expect(try await world.opens(issue))
    }

    @Test func `an offline token ends with the account, and doesn't come back with it`() async throws {
        let world = try await TokenWorld()
        let issue = try await world.signIn(scope: Self.offline)
        let token = try issue.givenRefreshToken()
        try await world.disablePerson()
        #expect(try await world.refresh(token).refusal == .sessionEnded)
        #expect(try await !world.opens(issue))
        try await world.here.write { transaction in
            try transaction.people.setEnabled(true, world.person, at: .noon)
        }
        #expect(try await world.refresh(token).refusal == .sessionEnded)
        #expect(try await !world.opens(issue))
    }

    @Test(arguments: [StaffState.left, .dormant])
    func `an offline token ends with the staff account, though the person is enabled`(_ state: StaffState) async throws
    {
        let world = try await TokenWorld()
        let issue = try await world.signIn(scope: Self.offline)
        let token = try issue.givenRefreshToken()
        try await world.here.write { transaction in
            try transaction.staffAccounts.end(world.person, as: state, at: .noon)
        }
        #expect(try await world.refresh(token).refusal == .sessionEnded)
        #expect(try await !world.opens(issue))
        try await world.here.write { transaction in try transaction.staffAccounts.activate(world.person, at: .noon) }
        #expect(try await world.refresh(token).refusal == .sessionEnded)
    }

    @Test func `an offline token may lie unused for less than 30 days, each time anew`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken(scope: Self.offline)
        let used = try await refreshed(token, after: Self.days * 30 - .milliseconds(1), in: world)
        let next = try used.given().givenRefreshToken()
        #expect(try await refreshed(next, after: Self.days * 30, in: world).refusal == .expiredRefreshToken)
    }

    @Test func `an offline family lives for less than 180 days, however it is used`() async throws {
        let world = try await TokenWorld()
        var token = try await world.refreshToken(scope: Self.offline)
        for _ in 0..<6 {
            let issue = try await refreshed(token, after: Self.days * 29, in: world).issue
            token = try #require(issue?.refreshToken)
        }
        let last = try await refreshed(token, after: Self.days * 6 - .milliseconds(1), in: world).given()
        let next = try last.givenRefreshToken()
        #expect(try await refreshed(next, after: .milliseconds(1), in: world).refusal == .expiredRefreshToken)
        world.clock.advance(by: .minutes(9))
        try await world.housekeep()
        #expect(try await world.opens(last), "the last access token lives as long as any")
    }

    @Test func `a theft is noticed as long as the family lives`() async throws {
        let world = try await TokenWorld()
        let stolen = try await world.refreshToken(scope: Self.offline)
        var token = stolen
        for _ in 0..<6 {
            let issue = try await refreshed(token, after: Self.days * 29, in: world).issue
            token = try #require(issue?.refreshToken)
        }
        #expect(try await world.refresh(stolen).refusal == .refreshTokenUsedTwice)
        #expect(try await world.refresh(token).refusal == .sessionEnded)
    }

    @Test func `who is no longer registered for offline_access has none of before either`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken(scope: Self.offline)
        let within = try await world.refreshToken()
        try await world.register { $0.scopes.removeAll { $0 == "offline_access" } }
        #expect(try await world.refresh(token).refusal == .offlineAccessWithdrawn)
        #expect(try await world.refresh(within).issue != nil)
    }
}
