import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct AccessTokensTests {
    private typealias Change = @Sendable (WriteTransaction, World) throws -> Void

    @Test func `a token counts until it is revoked, or what it goes back to, its session or person ends`()
        async throws
    {
        let cases: [(String, Duration, Bool, Change)] = [
            ("fresh", .zero, true, { _, _ in }),
            ("almost late", .minutes(10) - .milliseconds(1), true, { _, _ in }),
            ("revoked", .zero, false, { tx, _ in try tx.accessTokens.revoke(TokenID(stored: "t"), at: .noon) }),
            ("another revoked", .zero, true, { tx, _ in try tx.accessTokens.revoke(TokenID(stored: "u"), at: .noon) }),
            (
                "authorization revoked", .zero, false,
                { tx, _ in try tx.authorizations.revoke(AuthorizationID(stored: "authorization"), at: .noon) }
            ),
            (
                "another authorization revoked", .zero, true,
                { tx, _ in try tx.authorizations.revoke(AuthorizationID(stored: "other"), at: .noon) }
            ),
            ("session ended", .zero, false, { tx, world in try tx.sessions.end(world.session.id, at: .noon) }),
            (
                "person disabled", .zero, false,
                { tx, world in try tx.people.setEnabled(false, world.person, at: .noon) }
            ),
            (
                "person disabled and enabled", .zero, false,
                { tx, world in
                    try tx.people.setEnabled(false, world.person, at: .noon)
                    try tx.people.setEnabled(true, world.person, at: .noon)
                }
            ),
        ]
        for (name, age, isLive, change) in cases {
            let world = try await World()
            let authorization = try await world.allow()
            try await world.allow("other")
            let presented = try TokenSample.presented(id: "t", client: world.client.id)
            let found = try await world.store.write { transaction in
                for id in ["t", "u"] { try transaction.accessTokens.record(Sample.accessToken(id, of: authorization)) }
                try change(transaction, world)
                return try transaction.accessTokens.find(presented, at: .noon + age)
            }
            #expect(found?.isLive == isLive, "\(name)")
            #expect(found?.record == Sample.accessToken(of: authorization), "\(name)")
            #expect(found?.authorization == authorization, "\(name)")
        }
    }

    @Test func `a token that was never recorded is unknown`() async throws {
        let world = try await World()
        try await world.allow()
        let presented = try TokenSample.presented(id: "t", client: world.client.id)
        let found = try await world.store.read { transaction in
            try transaction.accessTokens.find(presented, at: .noon)
        }
        #expect(found == nil)
    }

    @Test func `a token is nobody's but its client's`() async throws {
        let world = try await World()
        let other = try Sample.client("other")
        let presented = try TokenSample.presented(id: "t", client: other.id)
        let authorization = try await world.allow()
        let found = try await world.store.write { transaction in
            _ = try transaction.clients.add(other, at: .noon)
            try transaction.accessTokens.record(Sample.accessToken(of: authorization))
            return try transaction.accessTokens.find(presented, at: .noon)
        }
        #expect(found == nil)
    }
}
