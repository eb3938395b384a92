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
        let account = try await world.store.write { transaction in
            _ = try transaction.localAccounts.add(username, person: person, passwordHash: "$hash", at: .noon)
            return try transaction.localAccounts.find(username)
        }
        #expect(
            account
                == LocalAccount(
                    username: username, person: person, passwordHash: "$hash", name: "Nguyễn Thị Thử",
                    isEnabled: true,
                    passwordSetAt: .noon))
        let list = try await world.store.read { transaction in
            try transaction.localAccounts.all()
        }
        #expect(list == [account])
    }

    @Test func `a name is given once, and a person has one account`() async throws {
        let world = try await World()
        let (username, other) = (try #require(Username("nguyen.thu")), try #require(Username("other")))
        let person = world.person
        let taken = try await world.store.write { transaction in
            (
                try transaction.localAccounts.add(username, person: person, passwordHash: "a", at: .noon),
                try transaction.localAccounts.add(username, person: person, passwordHash: "b", at: .noon),
                try transaction.localAccounts.find(username)?.passwordHash
            )
        }
        #expect(taken == (true, false, "a"))
        await #expect(throws: DatabaseError.self) {
            try await world.store.write { transaction in
                _ = try transaction.localAccounts.add(other, person: person, passwordHash: "c", at: .noon)
            }
        }
    }

    @Test func `a new hash of the old password leaves its age alone`() async throws {
        let world = try await World()
        let (username, person) = (try #require(Username("nguyen.thu")), world.person)
        let ages = try await world.store.write { transaction in
            _ = try transaction.localAccounts.add(username, person: person, passwordHash: "a", at: .noon)
            try transaction.localAccounts.setPasswordHash("b", of: username, at: nil)
            let rehashed = try transaction.localAccounts.find(username)
            try transaction.localAccounts.setPasswordHash("c", of: username, at: .noon + .hours(1))
            return [rehashed, try transaction.localAccounts.find(username)]
        }
        #expect(ages.map { $0?.passwordHash } == ["b", "c"])
        #expect(ages.map { $0?.passwordSetAt } == [.noon, .noon + .hours(1)])
    }

    @Test func `a consent grows and is bound to person and client`() async throws {
        let world = try await World()
        let (client, person, other) = (world.client.id, world.person, try #require(ClientID("other")))
        let found = try await world.store.write { transaction in
            let before = try transaction.consents.scopes(of: person, to: client)
            try transaction.consents.record(of: person, to: client, scopes: [.openid], at: .noon)
            try transaction.consents.record(of: person, to: client, scopes: [.phone], at: .noon)
            return [
                before, try transaction.consents.scopes(of: person, to: client),
                try transaction.consents.scopes(of: person, to: other),
            ]
        }
        #expect(found == [[], [.openid, .phone], []])
    }
}
