import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@Suite struct AuthorizationCodesTests {
    @Test func `a code keeps all that it is bound to, and nothing that redeems it`() async throws {
        let world = try await World()
        let code = try await world.code()
        let (client, person) = (world.client.id, world.person)
        let redemption = try await world.store.write { transaction in
            try transaction.codes.redeem(code.hash, by: client, for: TokenID(stored: "t"), at: .noon)
        }
        #expect(redemption == .redeemed(Sample.authorization(client: client, person: person)))
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
        let results = try await race(50) { number in
            try await world.store.write { transaction in
                try transaction.codes.redeem(code.hash, by: client, for: TokenID(stored: "t\(number)"), at: .noon)
            }
        }
        var (winners, named) = (0, Set<TokenID>())
        for result in results {
            switch result {
            case .redeemed: winners += 1
            case .alreadyRedeemed(let token): named.insert(token)
            case .unknown: Issue.record("unknown")
            }
        }
        #expect(winners == 1)
        #expect(named.count == 1)
    }

    @Test func `two processes race for one code, and exactly one wins`() async throws {
        let world = try await World()
        let other = try Database(path: world.store.path, migrations: Schema.migrations)
        let code = try await world.code()
        let client = world.client.id
        let results = try await race(20) { number in
            let database = number.isMultiple(of: 2) ? other : world.store.database
            return try await database.write { transaction in
                try transaction.codes.redeem(code.hash, by: client, for: TokenID(stored: "t\(number)"), at: .noon)
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
                try transaction.codes.redeem(code.hash, by: who, for: TokenID(stored: "t"), at: .noon)
            }
            #expect((result != .unknown) == isGood)
        }
    }

    @Test func `a token counts until it expires, is revoked, or its session, person or client ends`()
        async throws
    {
        typealias Change = @Sendable (WriteTransaction, World) throws -> Void
        let cases: [(String, Duration, Bool, Change)] = [
            ("fresh", .zero, true, { _, _ in }),
            ("almost late", .minutes(10) - .milliseconds(1), true, { _, _ in }),
            (
                "revoked", .zero, false,
                { transaction, _ in
                    try transaction.codes.revoke(TokenID(stored: "t"), at: .noon)
                }
            ),
            (
                "another revoked", .zero, true,
                { transaction, _ in
                    try transaction.codes.revoke(TokenID(stored: "u"), at: .noon)
                }
            ),
            (
                "session ended", .zero, false,
                { transaction, world in
                    try transaction.sessions.end(world.session.id, at: .noon)
                }
            ),
            (
                "person disabled", .zero, false,
                { transaction, world in
                    try transaction.people.setEnabled(false, world.person, at: .noon)
                }
            ),
            (
                "person disabled and enabled", .zero, false,
                { transaction, world in
                    try transaction.people.setEnabled(false, world.person, at: .noon)
                    try transaction.people.setEnabled(true, world.person, at: .noon)
                }
            ),
            (
                "client disabled", .zero, false,
                { transaction, _ in
                    _ = try transaction.execute("UPDATE clients SET is_enabled = 0")
                }
            ),
        ]
        for (name, age, counts, change) in cases {
            let world = try await World { $0.scopes.append("citizen_id") }
            let presented = try TokenSample.presented(id: "t", client: world.client.id)
            let now = Instant.noon + age
            let found = try await world.store.write { transaction in
                try transaction.codes.record(
                    AccessTokenRecord(
                        id: TokenID(stored: "t"), clientID: world.client.id, person: world.person,
                        session: world.session.id, scopes: [.openid, .citizenID], issuedAt: .noon))
                try change(transaction, world)
                return try transaction.accessTokens.find(presented, at: now).map { ($0.person, $0.scopes) }
            }
            #expect((found != nil) == counts, "\(name)")
            if let found {
                #expect(found.0 == world.person)
                #expect(found.1 == [.openid, .citizenID])
            }
        }
    }

    @Test func `a scope that a client lost is lost to the tokens that it has`() async throws {
        let world = try await World { $0.scopes.append("citizen_id") }
        let presented = try TokenSample.presented(id: "t", client: world.client.id)
        let without = try Sample.client()
        let scopes = try await world.store.write { transaction in
            try transaction.codes.record(
                AccessTokenRecord(
                    id: TokenID(stored: "t"), clientID: world.client.id, person: world.person,
                    session: world.session.id, scopes: [.openid, .citizenID], issuedAt: .noon))
            _ = try transaction.clients.replace(without)
            return try transaction.accessTokens.find(presented, at: .noon)?.scopes
        }
        #expect(scopes == [.openid])
    }

    @Test func `a token is nobody's but its client's`() async throws {
        let world = try await World()
        let other = try Sample.client("other")
        let presented = try TokenSample.presented(id: "t", client: other.id)
        let found = try await world.store.write { transaction in
            _ = try transaction.clients.add(other, at: .noon)
            try transaction.codes.record(
                AccessTokenRecord(
                    id: TokenID(stored: "t"), clientID: world.client.id, person: world.person,
                    session: world.session.id, scopes: [.openid], issuedAt: .noon))
            return try transaction.accessTokens.find(presented, at: .noon) != nil
        }
        #expect(!found)
    }
}
