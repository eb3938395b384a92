import Accounts
import Database
import Identity
import OpenIDConnect
import TestSupport
import Testing

@testable import Storage

@Suite(.bothDatabases) struct LocalAccountsTests {
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
            try transaction.localAccounts.rehash(username, from: "a", to: "b")
            let rehashed = try transaction.localAccounts.find(username)
            // One that was verified before another password was set.
            try transaction.localAccounts.rehash(username, from: "a", to: "c")
            return [rehashed, try transaction.localAccounts.find(username)]
        }
        #expect(ages.map { $0?.passwordHash } == ["b", "b"])
        #expect(ages.map { $0?.passwordSetAt } == [.noon, .noon])
    }

    @Test func `an activation code is exchanged for a password once, while it is good`() async throws {
        let world = try await World()
        let (username, person) = (try #require(Username("nguyen.thu")), world.person)
        let pending = PendingActivation(hash: "h", until: .noon + .hours(1))
        let found = try await world.store.write { transaction in
            let isNew = try transaction.localAccounts.add(username, person: person, activation: pending, at: .noon)
            func activate(_ hash: String, at now: Instant) throws -> Bool {
                try transaction.localAccounts.activate(username, consuming: hash, passwordHash: "p", at: now)
            }
            let waiting = try transaction.localAccounts.find(username)
            let tries = [
                try activate("other", at: .noon), try activate("h", at: .noon + .hours(1)),
                try activate("h", at: .noon), try activate("h", at: .noon),
            ]
            return (isNew, waiting, tries, try transaction.localAccounts.find(of: person))
        }
        #expect(found.0 && found.1?.passwordHash == nil && found.1?.activation == pending)
        #expect(found.2 == [false, false, true, false])
        #expect(found.3?.passwordHash == "p" && found.3?.activation == nil)
    }

    @Test func `a reset takes the password, and a code in its place`() async throws {
        let world = try await World()
        let (username, person) = (try #require(Username("nguyen.thu")), world.person)
        let pending = PendingActivation(hash: "h", until: .noon + .hours(2))
        let account = try await world.store.write { transaction in
            _ = try transaction.localAccounts.add(username, person: person, passwordHash: "a", at: .noon)
            try transaction.localAccounts.reset(username, to: pending, at: .noon + .hours(1))
            try transaction.localAccounts.rehash(username, from: "a", to: "b")
            return try transaction.localAccounts.find(username)
        }
        #expect(account?.passwordHash == nil && account?.activation == pending)
        #expect(account?.passwordSetAt == .noon + .hours(1))
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
