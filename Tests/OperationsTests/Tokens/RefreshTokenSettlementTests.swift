import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct RefreshTokenSettlementTests {
    @Test func `a token is exchanged for an access token and its own successor, and the old one is spent`()
        async throws
    {
        let world = try await TokenWorld()
        let first = try await world.signIn()
        world.clock.advance(by: .minutes(5))
        let token = try first.givenRefreshToken()
        let issue = try await world.refresh(token).given()
        #expect(issue.refreshToken != nil && issue.refreshToken != token)
        #expect(issue.accessToken.id != first.accessToken.id)
        #expect(issue.authorization == first.authorization)
        #expect(issue.accessToken.expiresAt == world.clock.now + .minutes(10))
        #expect(issue.idToken != nil && issue.idToken?.nonce == nil, "OpenID Connect Core §12.2")
        for given in [issue, first] { #expect(try await world.opens(given)) }
        #expect(try await world.count("refresh_tokens") == 2)
    }

    @Test func `the request of RFC 6749 §6 is read and answered`() async throws {
        let world = try await TokenWorld()
        let client = try await world.add(TokenWorld.client("s6BhdRkqt3", secret: "gX1fBat3bV"))
        let authorization = Authorization(
            id: AuthorizationID(random: SeededRandom(seed: 40)), client: client.id,
            subject: .person(world.person, world.session.authentication, session: world.session.id),
            scopes: [.openid], audiences: [world.issuer.userInfoEndpoint])
        let record = RefreshTokenRecord(
            first: RefreshToken(presented: "tGzv3JOkF0XG5Qx2TlKWIA"), of: authorization,
            sessionEnd: .noon + .hours(12), at: .noon)
        try await world.here.write { transaction in
            try transaction.authorizations.add(authorization, endingAt: .noon + .hours(13))
            try transaction.refreshTokens.add(record)
        }
        let outcome = try await world.settle(
            header: "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW",
            body: "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA")
        #expect(outcome.issue?.authorization == authorization)
    }

    @Test func `an access token can be narrowed, and the authorization stays as wide as it was`() async throws {
        let world = try await TokenWorld()
        let narrow = try await world.refresh(try await world.refreshToken(), scope: "openid").given()
        #expect(narrow.accessToken.scopes == [.openid])
        let wide = try await world.refresh(narrow.givenRefreshToken()).given()
        #expect(wide.accessToken.scopes == [.openid, .profile])
    }

    @Test func `a refresh that names a resource gets a token for it, and the next one another`() async throws {
        let world = try await TokenWorld()
        let first = try await world.signIn()
        let forAPI = try await world.refresh(first.givenRefreshToken(), resource: TokenWorld.api).given()
        #expect(forAPI.accessToken.audience == TokenWorld.api)
        #expect(try await !world.opens(forAPI), "it is for the API alone")
        let forUserInfo = try await world.refresh(forAPI.givenRefreshToken()).given()
        #expect(forUserInfo.accessToken.audience == world.issuer.userInfoEndpoint)
        #expect(try await world.opens(forUserInfo))
    }

    @Test func `a resource that isn't the client's is refused, and the token is not spent by it`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        #expect(try await world.refresh(token, resource: "https://other.hue.test/").refusal == .foreignResource)
        #expect(try await world.refresh(token).issue != nil)
    }

    @Test func `the same resource is a retry, and another one a second use`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        let lost = try await world.refresh(token, resource: TokenWorld.api).given()
        let again = try await world.refresh(token, resource: TokenWorld.api).given()
        #expect(again.accessToken == lost.accessToken && again.refreshToken == lost.refreshToken)
        #expect(try await world.refresh(token).refusal == .refreshTokenUsedTwice)
        #expect(try await world.refresh(lost.givenRefreshToken()).refusal == .sessionEnded)
    }

    @Test func `a scope that was not granted is refused, and the token is not spent by it`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        #expect(try await world.refresh(token, scope: "openid phone").refusal == .scopeNotGranted)
        #expect(try await world.refresh(token).issue != nil)
    }

    @Test func `another client's attempt changes nothing, before the use and after it`() async throws {
        let world = try await TokenWorld()
        let thief = try await world.add(TokenWorld.client("thief"))
        let first = try await world.signIn()
        let token = try first.givenRefreshToken()
        #expect(try await world.refresh(token, by: thief).refusal == .unknownRefreshToken)
        let issue = try await world.refresh(token).given()
        #expect(try await world.refresh(token, by: thief).refusal == .unknownRefreshToken)
        for given in [first, issue] { #expect(try await world.opens(given)) }
        #expect(try await world.refresh(issue.givenRefreshToken()).issue != nil)
    }

    @Test func `a token that nobody gave is unknown, and so is its hash`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        for unknown in [RefreshToken(random: SeededRandom(seed: 41)), RefreshToken(presented: token.hash.text)] {
            #expect(try await world.refresh(unknown).refusal == .unknownRefreshToken)
        }
        #expect(try await world.refresh(token).issue != nil)
    }

    @Test(arguments: [0, 1, 9_999], [false, true])
    func `the same request again within 10 seconds gets the same answer, also after a restart`(
        milliseconds: Int, isRestarted: Bool
    ) async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        let lost = try await world.refresh(token).given()
        world.clock.advance(by: .milliseconds(milliseconds))
        let place = isRestarted ? try TestInstallation(beside: world.here) : world.here
        let again = try await world.refresh(token, to: place).given()
        #expect(again.refreshToken == lost.refreshToken)
        #expect(again.accessToken == lost.accessToken)
        #expect(again.expiresIn == .minutes(10) - .milliseconds(milliseconds))
        #expect(try await world.count("access_tokens") == 2, "that of the code and that of the rotation")
        #expect(try await world.count("refresh_tokens") == 2)
        #expect(try await world.opens(again))
        #expect(try await world.refresh(again.givenRefreshToken()).issue != nil)
    }

    @Test func `a retry that names the same scopes is one`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        let lost = try await world.refresh(token, scope: "openid").given()
        let again = try await world.refresh(token, scope: "openid").given()
        #expect(again.accessToken == lost.accessToken && again.accessToken.scopes == [.openid])
    }

    private enum Second: CaseIterable {
        case afterTenSeconds, withOtherScope, byPublicClient, afterSuccessor
    }

    @Test(arguments: Second.allCases)
    private func `a token that comes a second time and is no retry ends its family`(second: Second) async throws {
        let world = try await TokenWorld {
            if second == .byPublicClient {
                $0.authenticationMethod = "none"
                $0.grants.removeAll { GrantType(rawValue: $0)?.needsSecret == true }
            }
        }
        let first = try await world.signIn()
        let token = try first.givenRefreshToken()
        var issues = [first, try await world.refresh(token).given()]
        var scope: String?
        switch second {
        case .afterTenSeconds: world.clock.advance(by: .seconds(10))
        case .withOtherScope: scope = "openid"
        case .byPublicClient: break
        case .afterSuccessor:
            issues.append(try await world.refresh(issues[1].givenRefreshToken()).given())
        }
        for issue in issues { #expect(try await world.opens(issue)) }
        #expect(try await world.refresh(token, scope: scope).refusal == .refreshTokenUsedTwice)
        for issue in issues {
            #expect(try await !world.opens(issue))
            #expect(try await world.refresh(issue.givenRefreshToken()).refusal == .sessionEnded)
        }
        #expect(try await world.count("access_tokens") == Int64(issues.count))
    }

    @Test func `a family dies alone`() async throws {
        let world = try await TokenWorld()
        let (stolen, other) = (try await world.refreshToken(), try await world.signIn())
        _ = try await world.refresh(stolen)
        world.clock.advance(by: .minutes(1))
        #expect(try await world.refresh(stolen).refusal == .refreshTokenUsedTwice)
        #expect(try await world.opens(other))
        #expect(try await world.refresh(other.givenRefreshToken()).issue != nil)
    }

    @Test func `a hundred uses of a confidential client's token at once are one rotation with one answer`()
        async throws
    {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        let issues = try await race(100) { _ in try await world.refresh(token) }.compactMap(\.issue)
        #expect(issues.count == 100)
        #expect(Set(issues.map(\.accessToken)).count == 1)
        #expect(Set(issues.map(\.refreshToken)).count == 1)
        #expect(try await world.count("access_tokens") == 2)
        #expect(try await world.count("refresh_tokens") == 2)
        #expect(try await world.refresh(try #require(issues.first?.refreshToken)).issue != nil)
    }

    @Test func `of a hundred uses of a public client's token at once one succeeds, and the family is ended`()
        async throws
    {
        let world = try await TokenWorld {
            $0.authenticationMethod = "none"
            $0.grants.removeAll { GrantType(rawValue: $0)?.needsSecret == true }
        }
        let token = try await world.refreshToken()
        let outcomes = try await race(100) { _ in try await world.refresh(token) }
        let issues = outcomes.compactMap(\.issue)
        #expect(issues.count == 1)
        #expect(outcomes.count { $0.refusal == .refreshTokenUsedTwice } == 1)
        #expect(outcomes.count { $0.refusal == .sessionEnded } == 98)
        let winner = try #require(issues.first)
        #expect(try await !world.opens(winner))
        #expect(try await world.refresh(winner.givenRefreshToken()).refusal == .sessionEnded)
    }
}
