import Identity
import JOSE
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// Tokens that are bound to a key of their client (RFC 9449), and proofs that count once.
@Suite(.bothDatabases) struct BoundTokenTests {
    private func redeem(
        _ world: TokenWorld, _ code: AuthorizationCode, _ proof: DPoPProof?
    ) async throws -> TokenOutcome {
        try await world.send(
            [
                ("grant_type", "authorization_code"), ("code", code.text),
                ("redirect_uri", "https://rp.hue.test/callback"), ("code_verifier", TokenWorld.verifier),
            ], proof: proof)
    }

    private func refresh(
        _ world: TokenWorld, _ token: RefreshToken, _ proof: DPoPProof?
    ) async throws -> TokenOutcome {
        try await world.send([("grant_type", "refresh_token"), ("refresh_token", token.text)], proof: proof)
    }

    @Test func `a token that was asked for with a proof is bound to its key`() async throws {
        let world = try await TokenWorld()
        let proof = try world.proof("a")
        let issue = try await redeem(world, world.code(), proof).given()
        #expect(issue.accessToken.confirmation == .key(proof.key))
        let response = try TokenIssuer(
            issuer: world.issuer, keys: TokenWorld.keys(), subjects: world.subjects, memory: world.memory
        ).response(issue, platformClaims: [:])
        #expect(response["token_type"] == "DPoP")
        let introspected = try await world.introspect(world.text(issue))
        #expect(introspected?["cnf"] == .object(["jkt": .string(proof.key.text)]))
        #expect(introspected?["token_type"] == "DPoP")
        let presented = try world.reader().token(
            world.text(issue), for: world.issuer.userInfoEndpoint, at: world.clock.now)
        #expect(presented.confirmation == .key(proof.key))
    }

    @Test func `a token without a proof is a bearer token as before`() async throws {
        let world = try await TokenWorld()
        let issue = try await world.signIn()
        #expect(issue.accessToken.confirmation == nil)
        #expect(try await world.introspect(world.text(issue))?["cnf"] == nil)
    }

    @Test func `of a hundred uses of one proof one succeeds, and the others change nothing`() async throws {
        let world = try await TokenWorld { $0.grants = ["client_credentials"] }
        let other = try TestInstallation(beside: world.here)
        let proof = try world.proof("a")
        let words = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<100 {
                group.addTask {
                    try await world.send(
                        [("grant_type", "client_credentials")], proof: proof, to: number % 2 == 0 ? world.here : other
                    ).word
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(words.count { $0 == "dpop-replayed" } == 99)
        #expect(try await world.count("access_tokens") == 1)
        #expect(try await world.count("authorizations") == 1)
        #expect(try await world.count("used_proofs") == 1)
    }

    @Test func `a code is not spent by a proof that was used before`() async throws {
        let world = try await TokenWorld()
        let used = try world.proof("a")
        _ = try await redeem(world, world.code(), used).given()
        let code = try await world.code()
        #expect(try await redeem(world, code, used).word == "dpop-replayed")
        #expect(try await redeem(world, code, world.proof("b")).issue != nil)
    }

    @Test func `who gets nothing uses no proof up`() async throws {
        let world = try await TokenWorld()
        let proof = try world.proof("a")
        #expect(try await redeem(world, AuthorizationCode(random: SeededRandom(seed: 5)), proof).word == "unknown-code")
        #expect(try await world.count("used_proofs") == 0)
    }

    /// RFC 9449 §10.
    @Test func `a code that is bound to a key is redeemed by that key`() async throws {
        let world = try await TokenWorld()
        let key = try world.proof("a").key.text
        func code() async throws -> AuthorizationCode { try await world.code(also: [("dpop_jkt", key)]) }
        #expect(try await redeem(world, code(), nil).word == "bound-to-another-key")
        let foreign = try world.proof("b", by: try ClientKey.second())
        #expect(try await redeem(world, code(), foreign).word == "bound-to-another-key")
        #expect(try await redeem(world, code(), world.proof("c")).issue != nil)
    }

    /// RFC 9449 §5: the refresh token of a public client.
    @Test func `a public client refreshes by the key that it began with`() async throws {
        let world = try await TokenWorld {
            $0.authenticationMethod = "none"
            $0.grants = ["authorization_code", "refresh_token"]
        }
        let token = try await redeem(world, world.code(), world.proof("a")).given().givenRefreshToken()
        #expect(try await refresh(world, token, nil).word == "bound-to-another-key")
        let foreign = try world.proof("b", by: try ClientKey.second())
        #expect(try await refresh(world, token, foreign).word == "bound-to-another-key")
        let next = try await refresh(world, token, world.proof("c")).given()
        #expect(next.accessToken.confirmation == .key(try world.proof("d").key))
        #expect(try await refresh(world, next.givenRefreshToken(), nil).word == "bound-to-another-key")
        #expect(try await refresh(world, next.givenRefreshToken(), world.proof("e")).issue != nil)
    }

    @Test func `a client with a secret may change its key; a lost answer is repeated for the same one`() async throws {
        let world = try await TokenWorld()
        let token = try await redeem(world, world.code(), world.proof("a")).given().givenRefreshToken()
        let other = try ClientKey.second()
        let second = try await refresh(world, token, world.proof("b", by: other)).given()
        #expect(try await refresh(world, token, world.proof("c")).word == "bound-to-another-key")
        let again = try await refresh(world, token, world.proof("d", by: other)).given()
        #expect(again.accessToken == second.accessToken)
    }

    @Test func `a client that binds its tokens gets none without a proof, whatever the grant`() async throws {
        let world = try await TokenWorld { $0.proofs.bindsTokens = true }
        let code = try await world.code()
        #expect(try await redeem(world, code, nil).word == "dpop-missing")
        #expect(try await world.send([("grant_type", "client_credentials")]).word == "dpop-missing")
        #expect(try await redeem(world, code, world.proof("a")).issue != nil, "the code was not spent")
    }
}
