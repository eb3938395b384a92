import Accounts
import Database
import Identity
import OpenIDConnect
import TestSupport
import Testing

@testable import Storage

@Suite struct LocalAccountsTests {
    @Test func `an account is found by its name, with its person`() async throws {
        let world = try await World()
        let (username, person) = (try #require(Username("nguyen.thu")), world.person)
        let account = try await world.store.write { transaction throws(DatabaseError) in
            _ = try transaction.addLocalAccount(username, person: person, passwordHash: "$hash", at: .noon)
            return try transaction.localAccount(username)
        }
        #expect(
            account
                == LocalAccount(
                    username: username, person: person, passwordHash: "$hash", name: "Nguyễn Thị Thử",
                    isEnabled: true,
                    passwordSetAt: .noon))
        let list = try await world.store.read { transaction throws(DatabaseError) in
            try transaction.localAccounts()
        }
        #expect(list == [account])
    }

    @Test func `a name is given once, and a person has one account`() async throws {
        let world = try await World()
        let (username, other) = (try #require(Username("nguyen.thu")), try #require(Username("other")))
        let person = world.person
        let taken = try await world.store.write { transaction throws(DatabaseError) in
            (
                try transaction.addLocalAccount(username, person: person, passwordHash: "a", at: .noon),
                try transaction.addLocalAccount(username, person: person, passwordHash: "b", at: .noon),
                try transaction.localAccount(username)?.passwordHash
            )
        }
        #expect(taken == (true, false, "a"))
        await #expect(throws: DatabaseError.self) {
            try await world.store.write { transaction throws(DatabaseError) in
                _ = try transaction.addLocalAccount(other, person: person, passwordHash: "c", at: .noon)
            }
        }
    }

    @Test func `a new hash of the old password leaves its age alone`() async throws {
        let world = try await World()
        let (username, person) = (try #require(Username("nguyen.thu")), world.person)
        let ages = try await world.store.write { transaction throws(DatabaseError) in
            _ = try transaction.addLocalAccount(username, person: person, passwordHash: "a", at: .noon)
            try transaction.setPasswordHash("b", of: username, at: nil)
            let rehashed = try transaction.localAccount(username)
            try transaction.setPasswordHash("c", of: username, at: .noon + .hours(1))
            return [rehashed, try transaction.localAccount(username)]
        }
        #expect(ages.map { $0?.passwordHash } == ["b", "c"])
        #expect(ages.map { $0?.passwordSetAt } == [.noon, .noon + .hours(1)])
    }

    @Test func `a consent grows and is bound to person and client`() async throws {
        let world = try await World()
        let (client, person, other) = (world.client.id, world.person, try #require(ClientID("other")))
        let found = try await world.store.write { transaction throws(DatabaseError) in
            let before = try transaction.consent(of: person, to: client)
            try transaction.recordConsent(of: person, to: client, scopes: [.openid], at: .noon)
            try transaction.recordConsent(of: person, to: client, scopes: [.phone], at: .noon)
            return [
                before, try transaction.consent(of: person, to: client),
                try transaction.consent(of: person, to: other),
            ]
        }
        #expect(found == [[], [.openid, .phone], []])
    }
}
