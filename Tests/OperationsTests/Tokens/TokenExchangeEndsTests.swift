import Identity
import OpenIDConnect
import Operations
import Storage
import TestSupport
import Testing
import Wire

/// An exchanged token opens nothing any more as soon as what it goes back to doesn't.
@Suite(.bothDatabases) struct TokenExchangeEndsTests {
    private enum End: CaseIterable {
        case disabledPerson, endedSession, revokedSubjectToken, revokedFamily, disabledApp, removedApp, disabledBackend
        case withdrawnConsent, itself
    }

    /// The app's token, the backend's for the map, and the map platform's own for another service.
    private struct Chain {
        let world: TokenWorld
        let backend, map: Client
        let first, second, third: String

        init(scope: String = "openid profile") async throws {
            world = try await TokenWorld()
            backend = try await world.backend()
            map = try await world.mapPlatform { $0.audiences = ["urn:archive"] }
            _ = try await world.add(TokenWorld.client("archive") { $0.resources = ["urn:archive"] })
            first = try await world.shown(scope: scope)
            second = try world.text(try await world.exchange(first, by: backend).given())
            third = try world.text(try await world.exchange(second, by: map).given())
        }

        /// Which of the three count.
        func live() async throws -> [Bool] {
            try await [
                world.introspect(first, by: backend), world.introspect(second, by: map),
                world.introspect(third, by: try TokenWorld.client("archive") { $0.resources = ["urn:archive"] }),
            ].map { $0?["active"] == true }
        }
    }

    private func apply(_ end: End, to chain: Chain) async throws {
        let world = chain.world
        switch end {
        case .disabledPerson: try await world.disablePerson()
        case .endedSession: try await world.endSession()
        case .revokedSubjectToken: #expect(try await world.revoke(chain.first))
        case .revokedFamily:
            try await world.here.write { transaction in
                let row = try transaction.row("SELECT id FROM authorizations WHERE exchanged_from IS NULL")
                try transaction.authorizations.revoke(
                    AuthorizationID(stored: try #require(try row?.text(0))), at: .noon)
            }
        case .disabledApp: _ = try await DisableClient(world.here.installation).run(world.client.id, world.here.act)
        case .removedApp: _ = try await RemoveClient(world.here.installation).run(world.client.id, world.here.act)
        case .disabledBackend:
            _ = try await DisableClient(world.here.installation).run(chain.backend.id, world.here.act)
        case .withdrawnConsent:
            try await world.here.write { [person = world.person, client = world.client] transaction in
                try transaction.authorizations.revokeAll(of: person, by: client.id, at: .noon)
            }
        case .itself: #expect(try await world.revoke(chain.second, by: chain.backend))
        }
    }

    @Test(arguments: End.allCases)
    private func `all that a token was exchanged for ends with it`(end: End) async throws {
        let chain = try await Chain()
        #expect(try await chain.live() == [true, true, true])
        try await apply(end, to: chain)
        switch end {
        // Whose token it is doesn't end by who has it now.
        case .itself: #expect(try await chain.live() == [true, false, false])
        case .disabledBackend:
            let world = chain.world
            #expect(try await world.introspect(chain.first) ?? [:] != ["active": false])
            #expect(try await world.introspect(chain.second, by: chain.map) == ["active": false])
        default: #expect(try await chain.live() == [false, false, false])
        }
        let again = try await chain.world.exchange(chain.second, by: chain.map)
        #expect(again.refusal == .endedSubjectToken)
    }

    @Test func `a token that outlives the session is handed on after its end, and then too ends with the account`()
        async throws
    {
        let chain = try await Chain(scope: "openid profile offline_access")
        try await chain.world.endSession()
        #expect(try await chain.live() == [true, true, true])
        let issue = try await chain.world.exchange(chain.first, by: chain.backend).given()
        #expect(!issue.accessToken.scopes.contains(.offlineAccess))
        try await chain.world.disablePerson()
        #expect(try await chain.live() == [false, false, false])
    }

    @Test func `what was revoked in one hand stays good in another's`() async throws {
        let chain = try await Chain()
        let other = try await chain.world.exchange(chain.first, by: chain.backend).given()
        #expect(try await chain.world.revoke(chain.second, by: chain.backend))
        #expect(try await chain.world.introspect(try chain.world.text(other), by: chain.map)?["active"] == true)
    }

    @Test func `housekeeping forgets it when it has ended`() async throws {
        let chain = try await Chain()
        chain.world.clock.advance(by: .minutes(11))
        try await chain.world.housekeep()
        #expect(try await chain.world.count("access_tokens") == 0)
        let kept = try await chain.world.here.read { transaction in
            try transaction.row("SELECT COUNT(*) FROM authorizations WHERE exchanged_from IS NOT NULL")?.integer(0)
        }
        #expect(kept == 0)
    }
}
