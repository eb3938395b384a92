import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct RefreshTokensTests {
    private let token = RefreshToken(random: SeededRandom(seed: 20))
    private let next = RefreshToken(random: SeededRandom(seed: 21))

    private func rotation(_ id: String = "t", at moment: Instant = .noon) -> RefreshTokenRecord.Rotation {
        RefreshTokenRecord.Rotation(at: moment, accessToken: TokenID(stored: id), scopes: [.openid], audience: nil)
    }

    private func first(in world: World) async throws -> (record: RefreshTokenRecord, authorization: Authorization) {
        let authorization = try await world.allow()
        let record = RefreshTokenRecord(
            first: token, of: authorization, sessionEnd: .noon + .hours(12), at: .noon)
        try await world.store.write { transaction in try transaction.refreshTokens.add(record) }
        return (record, authorization)
    }

    private func found(_ token: RefreshToken, in world: World) async throws -> FoundRefreshToken? {
        try await world.store.read { transaction in try transaction.refreshTokens.find(token.hash, at: .noon) }
    }

    @Test func `a token is found by its hash alone, with what it goes back to`() async throws {
        let world = try await World()
        let (record, authorization) = try await first(in: world)
        let expected = FoundRefreshToken(record, of: authorization, isSuccessorUsed: false, isLive: true)
        #expect(try await found(token, in: world) == expected)
        #expect(try await found(next, in: world) == nil)
        #expect(try await found(RefreshToken(presented: token.hash.text), in: world) == nil)
    }

    @Test func `a token is exchanged once, and keeps the answer of that`() async throws {
        let world = try await World()
        let (record, authorization) = try await first(in: world)
        let (token, once, again) = (token, rotation("t"), rotation("u", at: .noon + .seconds(1)))
        let done = try await world.store.write { transaction in
            [
                try transaction.refreshTokens.rotate(token.hash, once),
                try transaction.refreshTokens.rotate(token.hash, again),
            ]
        }
        #expect(done == [true, false])
        let rotated = RefreshTokenRecord(
            hash: record.hash, authorization: record.authorization, generation: 0, issuedAt: record.issuedAt,
            idleEnd: record.idleEnd, absoluteEnd: record.absoluteEnd, rotation: once)
        let expected = FoundRefreshToken(rotated, of: authorization, isSuccessorUsed: false, isLive: true)
        #expect(try await found(token, in: world) == expected)
    }

    @Test func `the answer of an exchange says for whom it was, as long as its access token is on record`() async throws
    {
        let world = try await World()
        let (_, authorization) = try await first(in: world)
        let (token, once) = (token, rotation("t"))
        try await world.store.write { transaction in
            _ = try transaction.refreshTokens.rotate(token.hash, once)
            try transaction.accessTokens.record(Sample.accessToken("t", of: authorization))
        }
        #expect(try await found(token, in: world)?.record.rotation?.audience == authorization.audiences.first)
    }

    @Test func `a hundred race to exchange one token, and exactly one does`() async throws {
        let world = try await World()
        _ = try await first(in: world)
        let token = token
        let done = try await race(100) { number in
            let rotation = RefreshTokenRecord.Rotation(
                at: .noon, accessToken: TokenID(stored: "t\(number)"), scopes: [.openid], audience: nil)
            return try await world.store.write { transaction in
                try transaction.refreshTokens.rotate(token.hash, rotation) ? rotation : nil
            }
        }
        let winners = done.compactMap { $0 }
        #expect(winners.count == 1)
        #expect(try await found(token, in: world)?.record.rotation == winners.first)
    }

    @Test func `a successor belongs to the family, and the token before it knows when it was used`() async throws {
        let world = try await World()
        let (record, authorization) = try await first(in: world)
        let (token, next, rotation) = (token, next, rotation())
        try await world.store.write { transaction in
            _ = try transaction.refreshTokens.rotate(token.hash, rotation)
            try transaction.refreshTokens.add(record.successor(next, of: authorization, at: .noon))
        }
        #expect(try await found(token, in: world)?.isSuccessorUsed == false)
        #expect(try await found(next, in: world)?.record.generation == 1)
        _ = try await world.store.write { transaction in try transaction.refreshTokens.rotate(next.hash, rotation) }
        #expect(try await found(token, in: world)?.isSuccessorUsed == true)
        #expect(try await found(next, in: world)?.isSuccessorUsed == false)
        try await world.store.write { transaction in
            _ = try transaction.authorizations.revoke(authorization.id, at: .noon)
        }
        for member in [token, next] { #expect(try await found(member, in: world)?.isLive == false) }
    }

    @Test func `a family has one token of each generation`() async throws {
        let world = try await World()
        let (record, _) = try await first(in: world)
        let second = RefreshTokenRecord(
            hash: next.hash, authorization: record.authorization, generation: 0, issuedAt: .noon,
            idleEnd: record.idleEnd, absoluteEnd: record.absoluteEnd, rotation: nil)
        await #expect(throws: DatabaseError.self) {
            try await world.store.write { transaction in try transaction.refreshTokens.add(second) }
        }
    }
}
