import Identity
import JOSE
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// A client that keeps the FAPI 2.0 Security Profile: what other options of its registration can't weaken.
@Suite(.bothDatabases) struct FAPIProfileTests {
    private static func registration(_ change: (inout ClientRegistration) -> Void = { _ in }) throws -> Client {
        let keys = try ClientKey.set()
        return try TokenWorld.client {
            $0.authenticationMethod = "private_key_jwt"
            $0.proofs.keys = keys
            $0.proofs.profile = "fapi2"
            $0.grants = ["authorization_code", "refresh_token", "client_credentials"]
            change(&$0)
        }
    }

    @Test func `what could be waived is demanded all the same`() throws {
        let client = try Self.registration {
            $0.requiresPushedRequests = false
            $0.proofs.bindsTokens = false
            $0.messages.requiresSignedRequests = false
        }
        #expect(client.requiresPushedRequests && client.requiresCodeChallenge)
        let signing = try Self.registration { $0.proofs.profile = "fapi2-message-signing" }
        #expect(signing.requiresSignedRequests && signing.requiresPushedRequests)
        let error = #expect(throws: TokenRefusal.self) { try client.confirmation(nil) }
        #expect(error?.error.code == .invalidDPoPProof)
    }

    @Test func `it is kept in the records`() async throws {
        let world = try await TokenWorld()
        let client = try Self.registration { $0.id = "fapi" }
        try await world.add(client)
        #expect(try await world.here.read { try $0.clients.find(client.id) } == client)
    }

    /// FAPI 2.0 Security Profile §5.3.2.1: refresh tokens aren't rotated.
    @Test func `its refresh token stays the same for as long as it is used`() async throws {
        let keys = try ClientKey.set()
        let world = try await TokenWorld {
            $0.authenticationMethod = "private_key_jwt"
            $0.proofs.keys = keys
            $0.proofs.profile = "fapi2"
            $0.grants = ["authorization_code", "refresh_token"]
        }
        let code = try await world.code(["scope": "openid offline_access"])
        let first = try await world.send(
            [
                ("grant_type", "authorization_code"), ("code", code.text),
                ("redirect_uri", "https://rp.hue.test/callback"), ("code_verifier", TokenWorld.verifier),
            ], as: try await world.proven("a"), proof: world.proof("a")
        ).given()
        let token = try first.givenRefreshToken()
        // Each use begins its thirty days anew.
        for id in ["b", "c", "d"] {
            world.clock.advance(by: .hours(24 * 29))
            let issue = try await world.send(
                [("grant_type", "refresh_token"), ("refresh_token", token.text)], as: try await world.proven(id),
                proof: world.proof(id)
            ).given()
            #expect(issue.refreshToken == nil && issue.accessToken.id != first.accessToken.id)
        }
        world.clock.advance(by: .hours(24 * 31))
        let late = try await world.send(
            [("grant_type", "refresh_token"), ("refresh_token", token.text)], as: try await world.proven("e"),
            proof: world.proof("e"))
        #expect(late.word == "expired-refresh-token")
    }
}
