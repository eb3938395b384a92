import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing
import Wire

@Suite(.bothDatabases) struct RevokeTokenTests {
    @Test func `the token of RFC 7009 §2.1 is none of ours, and the answer is as to any other (§2.2)`() async throws {
        let world = try await TokenWorld()
        #expect(try await world.revoke("45ghiukldjahdnhzdauz", hint: "refresh_token"))
        #expect(try await world.audit("token-revocation").isEmpty)
    }

    @Test(arguments: [nil, "access_token", "refresh_token", "x"])
    func `an access token ends alone, whatever the hint says`(hint: String?) async throws {
        let world = try await TokenWorld()
        let (issue, other) = (try await world.signIn(), try await world.signIn())
        #expect(try await world.revoke(try world.text(issue), hint: hint))
        #expect(try await !world.opens(issue))
        #expect(try await world.opens(other))
        #expect(try await world.refresh(issue.givenRefreshToken()).issue != nil)
        #expect(
            try await world.audit("token-revocation") == ["token-revocation | success | client | platform"])
    }

    @Test(arguments: [nil, "access_token", "refresh_token"])
    func `a refresh token ends with all that goes back to its authorization`(hint: String?) async throws {
        let world = try await TokenWorld()
        let (first, other) = (try await world.signIn(), try await world.signIn())
        let second = try await world.refresh(first.givenRefreshToken()).given()
        let token = try second.givenRefreshToken()
        #expect(try await world.revoke(token.text, hint: hint))
        for issue in [first, second] { #expect(try await !world.opens(issue)) }
        #expect(try await world.refresh(token).refusal == .sessionEnded)
        #expect(try await world.opens(other))
    }

    @Test func `a refresh token that was exchanged before ends its family all the same`() async throws {
        let world = try await TokenWorld()
        let token = try await world.refreshToken()
        let issue = try await world.refresh(token).given()
        #expect(try await world.revoke(token.text))
        #expect(try await !world.opens(issue))
    }

    @Test func `another client's token is untouched, and the client isn't told`() async throws {
        let world = try await TokenWorld()
        let stranger = try await world.add(TokenWorld.client("stranger") { $0.resources = [TokenWorld.api] })
        let issue = try await world.signIn()
        let token = try issue.givenRefreshToken()
        for text in [try world.text(issue), token.text] {
            #expect(try await world.revoke(text, by: stranger))
        }
        #expect(try await world.opens(issue))
        #expect(try await world.refresh(token).issue != nil)
        #expect(try await world.audit("token-revocation").isEmpty)
    }

    @Test func `a public client may be rid of its own tokens`() async throws {
        let world = try await TokenWorld {
            $0.authenticationMethod = "none"
            $0.grants = ["authorization_code", "refresh_token"]
        }
        let issue = try await world.signIn()
        #expect(try await world.revoke(issue.givenRefreshToken().text))
        #expect(try await !world.opens(issue))
    }

    @Test func `who doesn't prove to be the client revokes nothing`() async throws {
        let world = try await TokenWorld()
        let issue = try await world.signIn()
        let outcome = try await RevokeToken(world.here.installation).revoke(
            world.presented(world.client, secret: "wrong"), FormParameters([("token", try world.text(issue))]),
            world.reader(), world.act)
        guard case .failure(.unauthenticated) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(try await world.opens(issue))
    }
}
