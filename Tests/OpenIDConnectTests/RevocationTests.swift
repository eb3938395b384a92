import Accounts
import Identity
import OpenIDConnect
import TestSupport
import Testing

@Suite struct RevocationTests {
    private func token(_ client: Client, isRefresh: Bool, isLive: Bool = true) throws -> IssuedToken {
        let authorization = try Sample.authorization(client)
        let refresh = RefreshTokenRecord(
            first: RefreshToken(random: SeededRandom(seed: 1)), of: authorization, sessionEnd: .noon + .hours(12),
            at: .noon)
        let access = TokenIssue(
            authorization, to: try Sample.authenticated(client), token: TokenID(stored: "jti"),
            audience: Sample.audience, at: .noon
        ).accessToken
        return IssuedToken(
            isRefresh ? .refresh(refresh) : .access(access), of: authorization, client: client, isLive: isLive)
    }

    @Test(arguments: ["client_secret_basic", "none"], [true, false])
    func `a client ends a refresh token with its family, and an access token alone`(
        method: String, isLive: Bool
    ) throws {
        let client = try Sample.client { $0.authenticationMethod = method }
        let caller = try Sample.authenticated(client)
        let refresh = try token(client, isRefresh: true, isLive: isLive)
        #expect(Revocation(of: refresh, by: caller) == .authorization(Sample.authorizationID()))
        let access = try token(client, isRefresh: false, isLive: isLive)
        #expect(Revocation(of: access, by: caller) == .accessToken(TokenID(stored: "jti")))
    }

    @Test(arguments: [true, false])
    func `another client's token stays, and so does what nobody has`(isRefresh: Bool) throws {
        let caller = try Sample.authenticated(try Sample.client("other"))
        #expect(Revocation(of: try token(try Sample.client(), isRefresh: isRefresh), by: caller) == .nothing)
        #expect(Revocation(of: nil, by: caller) == .nothing)
    }
}
