import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct AuthorizationCodesTests {
    @Test func `a code keeps all that it is bound to, and nothing that redeems it`() async throws {
        let world = try await World()
        let code = try await world.code()
        let (client, person) = (world.client.id, world.person)
        let redemption = try await world.store.write { transaction in
            try transaction.codes.redeem(code.hash, by: client, at: .noon)
        }
        #expect(
            redemption
                == .redeemed(
                    Sample.binding(), Sample.authorization(client: client, person: person), isLive: true))
        let rows = try await world.store.read { transaction in
            try transaction.rows("SELECT hash FROM authorization_codes")
        }
        #expect(try rows.map { try $0.text(0) } == [code.hash.text])
        #expect(code.hash.text != code.text)
    }

    @Test func `fifty race for one code, and exactly one wins`() async throws {
        let world = try await World()
        let code = try await world.code()
        let client = world.client.id
        let results = try await race(50) { _ in
            try await world.store.write { transaction in
                try transaction.codes.redeem(code.hash, by: client, at: .noon)
            }
        }
        var (winners, named) = (0, Set<AuthorizationID>())
        for result in results {
            switch result {
            case .redeemed: winners += 1
            case .alreadyRedeemed(let authorization): named.insert(authorization)
            case .unknown: Issue.record("unknown")
            }
        }
        #expect(winners == 1)
        #expect(named.count == 1)
    }

    @Test func `two processes race for one code, and exactly one wins`() async throws {
        let world = try await World()
        let other = try Database(world.store.location, migrations: Schema.migrations)
        let code = try await world.code()
        let client = world.client.id
        let results = try await race(20) { number in
            let database = number.isMultiple(of: 2) ? other : world.store.database
            return try await database.write { transaction in
                try transaction.codes.redeem(code.hash, by: client, at: .noon)
            }
        }
        let winners = results.count { if case .redeemed = $0 { true } else { false } }
        #expect(winners == 1)
        try other.close()
    }

    @Test func `another client finds nothing, before and after`() async throws {
        let world = try await World()
        let code = try await world.code()
        let (client, thief) = (world.client.id, try #require(ClientID("thief")))
        for (who, isGood) in [(thief, false), (client, true), (thief, false)] {
            let result = try await world.store.write { transaction in
                try transaction.codes.redeem(code.hash, by: who, at: .noon)
            }
            #expect((result != .unknown) == isGood)
        }
    }

    @Test func `a code says whether what it stands for counts, and is spent all the same`() async throws {
        let world = try await World()
        let (code, client) = (try await world.code(), world.client.id)
        let redemptions = try await world.store.write { transaction in
            try transaction.authorizations.revoke(AuthorizationID(stored: "authorization"), at: .noon)
            return try (1...2).map { _ in try transaction.codes.redeem(code.hash, by: client, at: .noon) }
        }
        let authorization = Sample.authorization(client: client, person: world.person)
        #expect(redemptions[0] == .redeemed(Sample.binding(), authorization, isLive: false))
        #expect(redemptions[1] == .alreadyRedeemed(authorization.id))
    }

    @Test func `a late code is spent too, and says when it ended`() async throws {
        let world = try await World()
        let (code, client) = (try await world.code(), world.client.id)
        let redemption = try await world.store.write { transaction in
            try transaction.codes.redeem(code.hash, by: client, at: .noon + .minutes(10))
        }
        guard case .redeemed(let binding, _, isLive: true) = redemption else {
            Issue.record("\(redemption)")
            return
        }
        #expect(binding.expiresAt == .noon + .seconds(60))
    }
}
