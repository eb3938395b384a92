import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct AuthorizationsTests {
    private func isLive(_ id: AuthorizationID, in world: World, at now: Instant = .noon) async throws -> Bool? {
        try await world.store.read { transaction in try transaction.authorizations.find(id, at: now)?.isLive }
    }

    @Test func `an authorization is found as it was given, a person's and a service's`() async throws {
        let world = try await World()
        let given = [
            Sample.authorization(client: world.client.id, person: world.person),
            Sample.service(client: world.client.id),
        ]
        for authorization in given {
            let found = try await world.store.write { transaction in
                try transaction.authorizations.add(authorization, endingAt: World.end)
                return try transaction.authorizations.find(authorization.id, at: .noon)
            }
            #expect(found?.authorization == authorization)
            #expect(found?.isLive == true)
        }
        #expect(try await isLive(AuthorizationID(stored: "unknown"), in: world) == nil)
    }

    private typealias Change = @Sendable (WriteTransaction, World) throws -> Void

    @Test func `within a session it lives as long as the session and the account, offline as long as the account`()
        async throws
    {
        let cases: [(String, Duration, within: Bool, offline: Bool, service: Bool, Change)] = [
            ("nothing", .zero, true, true, true, { _, _ in }),
            ("the session's last moment", .hours(12) - .milliseconds(1), true, true, true, { _, _ in }),
            ("the session is too old", .hours(12), false, true, true, { _, _ in }),
            (
                "the session ended", .zero, false, true, true,
                { tx, world in try tx.sessions.end(world.session.id, at: .noon) }
            ),
            (
                "the session is forgotten", .zero, false, true, true,
                { tx, _ in _ = try tx.execute("DELETE FROM sessions") }
            ),
            (
                "the person is disabled", .zero, false, false, true,
                { tx, world in try tx.people.setEnabled(false, world.person, at: .noon) }
            ),
            (
                "the person is disabled, behind the store's back", .zero, false, false, true,
                { tx, _ in _ = try tx.execute("UPDATE people SET is_enabled = 0") }
            ),
            (
                "the person is disabled and enabled again", .zero, false, false, true,
                { tx, world in
                    try tx.people.setEnabled(false, world.person, at: .noon)
                    try tx.people.setEnabled(true, world.person, at: .noon)
                }
            ),
        ]
        for (name, age, within, offline, service, change) in cases {
            let world = try await World()
            let ended = try await world.allow("within")
            let outliving = try await world.allow("offline", scopes: [.openid, .offlineAccess])
            let ofService = Sample.service(client: world.client.id)
            try await world.store.write { transaction in
                try transaction.authorizations.add(ofService, endingAt: World.end)
                try change(transaction, world)
            }
            #expect(try await isLive(ended.id, in: world, at: .noon + age) == within, "\(name)")
            #expect(try await isLive(outliving.id, in: world, at: .noon + age) == offline, "\(name)")
            #expect(try await isLive(ofService.id, in: world, at: .noon + age) == service, "\(name)")
        }
    }

    @Test func `an authorization is revoked once, for good, and no other with it`() async throws {
        let world = try await World()
        let (first, second) = (try await world.allow("first"), try await world.allow("second"))
        let revoked = try await race(50) { _ in
            try await world.store.write { transaction in try transaction.authorizations.revoke(first.id, at: .noon) }
        }
        #expect(revoked.count { $0 } == 1)
        #expect(try await isLive(first.id, in: world) == false)
        #expect(try await isLive(second.id, in: world) == true)
    }

    @Test func `all that one person has allowed is revoked, and nothing of anybody else's`() async throws {
        let world = try await World()
        let other = try Sample.person(2)
        let mine = [try await world.allow("a"), try await world.allow("b", scopes: [.openid, .offlineAccess])]
        let theirs = Sample.authorization("c", client: world.client.id, person: other, scopes: [.offlineAccess])
        let service = Sample.service(client: world.client.id)
        try await world.store.write { transaction in
            try transaction.people.add(other, Sample.claims(), at: .noon)
            for kept in [theirs, service] { try transaction.authorizations.add(kept, endingAt: World.end) }
            try transaction.authorizations.revokeAll(of: world.person, at: .noon)
        }
        for revoked in mine { #expect(try await isLive(revoked.id, in: world) == false) }
        for kept in [theirs, service] { #expect(try await isLive(kept.id, in: world) == true) }
    }
}
