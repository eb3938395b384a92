import Accounts
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Federation

@Suite(.bothDatabases) struct PeopleTests {
    private func identity(
        _ identifier: PersonIdentifier, name: String? = "Nguyễn Thị Thử", level: IdentityLevel = .two
    ) -> VerifiedIdentity {
        VerifiedIdentity(
            identifier: identifier, name: name, birthdate: Birthdate("1990"), identityLevel: level,
            authenticationLevel: .two, authenticatedAt: .noon, upstream: .vneid)
    }

    private func enter(
        _ identity: VerifiedIdentity, as new: PersonID, in store: TemporaryDatabase
    ) async throws -> PersonID {
        try await store.write { transaction in
            try transaction.people.recognise(identity, newID: new, at: .noon)
        }
    }

    private func claims(of person: PersonID, in store: TemporaryDatabase) async throws -> PersonClaims? {
        try await store.read { transaction in try transaction.people.claims(of: person) }
    }

    @Test func `a person is entered once and found again by the number`() async throws {
        let store = try TemporaryDatabase()
        let number = try #require(CitizenNumber("046190000001"))
        let (first, second) = (try Sample.person(1), try Sample.person(2))
        #expect(try await enter(identity(.citizen(number)), as: first, in: store) == first)
        let changed = identity(.citizen(number), name: "Nguyễn Thị Đổi", level: .one)
        #expect(try await enter(changed, as: second, in: store) == first)
        let found = try #require(try await claims(of: first, in: store))
        #expect(found.name == "Nguyễn Thị Đổi")
        #expect(found.identityLevel == .one)
        #expect(found.birthdate == Birthdate("1990"))
        #expect(found.citizenNumber == number)
        #expect(try await claims(of: second, in: store) == nil)
    }

    @Test func `who was entered by number is found at the first sign-in, and gets a name then`() async throws {
        let store = try TemporaryDatabase()
        let number = PersonIdentifier.citizen(try #require(CitizenNumber("046190000001")))
        let (known, new) = (try Sample.person(1), try Sample.person(2))
        let entered = PersonClaims(
            name: nil, birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
        let before = try await store.write { transaction in
            try transaction.people.add(known, entered, known: number, at: .noon)
            return (try transaction.people.find(number), try transaction.people.claims(of: known))
        }
        #expect(before.0 == known)
        #expect(before.1?.name == nil && before.1?.identityLevel == nil && before.1?.citizenNumber != nil)
        #expect(try await enter(identity(number), as: new, in: store) == known)
        let found = try #require(try await claims(of: known, in: store))
        #expect(found.name == "Nguyễn Thị Thử" && found.birthdate == Birthdate("1990") && found.identityLevel == .two)
        #expect(try await claims(of: new, in: store) == nil)
    }

    @Test func `a number is one person's, whoever enters it`() async throws {
        let store = try TemporaryDatabase()
        let number = PersonIdentifier.citizen(try #require(CitizenNumber("046190000001")))
        let people = [try Sample.person(1), try Sample.person(2)]
        try await store.write { transaction in
            try transaction.people.add(people[0], Sample.claims(), known: number, at: .noon)
        }
        await #expect(throws: DatabaseError.self) {
            try await store.write { transaction in
                try transaction.people.add(people[1], Sample.claims(), known: number, at: .noon)
            }
        }
        #expect(try await claims(of: people[1], in: store) == nil)
    }

    @Test func `administrators see people's names, of disabled ones too`() async throws {
        let store = try TemporaryDatabase()
        let people = try (1...4).map { try Sample.person($0) }
        let username = try #require(Username("nguyen.thu"))
        let found = try await store.write { transaction in
            try transaction.people.add(people[0], Sample.claims("Một"), at: .noon)
            try transaction.people.add(people[1], Sample.claims("Hai"), at: .noon)
            try transaction.people.add(people[2], Sample.claims(nil), at: .noon)
            try transaction.people.setEnabled(false, people[1], at: .noon)
            _ = try transaction.localAccounts.add(username, person: people[0], passwordHash: "a", at: .noon)
            return try people.map { person in
                try transaction.people.label(of: person).map {
                    [$0.name, $0.username, $0.isEnabled ? "enabled" : "disabled"]
                }
            }
        }
        #expect(
            found == [["Một", "nguyen.thu", "enabled"], ["Hai", nil, "disabled"], [nil, nil, "enabled"], nil])
    }

    @Test func `what VNeID does not say again stays as it was`() async throws {
        let store = try TemporaryDatabase()
        let number = try #require(CitizenNumber("046190000001"))
        let person = try await enter(identity(.citizen(number)), as: try Sample.person(1), in: store)
        _ = try await enter(identity(.citizen(number), name: nil, level: .one), as: person, in: store)
        let found = try #require(try await claims(of: person, in: store))
        #expect(found.name == "Nguyễn Thị Thử")
        #expect(found.identityLevel == .one)
    }

    @Test func `fifty first sign-ins at once enter one person`() async throws {
        let store = try TemporaryDatabase()
        let identity = identity(.citizen(try #require(CitizenNumber("046190000001"))))
        let found = try await race(50) { number in
            let new = try Sample.person(UInt8(number))
            return try await store.write { transaction in
                try transaction.people.recognise(identity, newID: new, at: .noon)
            }
        }
        #expect(Set(found).count == 1)
    }

    @Test func `the kinds of number don't mix`() async throws {
        let store = try TemporaryDatabase()
        let text = "046190000001"
        let kinds: [PersonIdentifier] = [
            .citizen(try #require(CitizenNumber(text))), .foreigner(text), .organisation(text),
        ]
        var people: Set<PersonID> = []
        for (index, kind) in kinds.enumerated() {
            people.insert(try await enter(identity(kind), as: try Sample.person(UInt8(index + 1)), in: store))
        }
        #expect(people.count == 3)
        for person in people where try await claims(of: person, in: store)?.citizenNumber != nil {
            #expect(person == (try Sample.person(1)))
        }
    }

    @Test func `a number that is no longer valid finds nobody and is claimed by nobody`() async throws {
        let store = try TemporaryDatabase()
        let number = try #require(CitizenNumber("046190000001"))
        let (first, second) = (try Sample.person(1), try Sample.person(2))
        _ = try await enter(identity(.citizen(number)), as: first, in: store)
        try await store.write { transaction in
            _ = try transaction.execute("UPDATE person_identifiers SET valid_until = 1")
        }
        #expect(try await claims(of: first, in: store)?.citizenNumber == nil)
        #expect(try await enter(identity(.citizen(number)), as: second, in: store) == second)
    }

    @Test func `a disabled person has no claims, and a sign-in does not enable anybody`() async throws {
        let store = try TemporaryDatabase()
        let identity = identity(.citizen(try #require(CitizenNumber("046190000001"))))
        let person = try await enter(identity, as: try Sample.person(1), in: store)
        try await store.write { transaction in
            try transaction.people.setEnabled(false, person, at: .noon)
        }
        #expect(try await claims(of: person, in: store) == nil)
        #expect(try await enter(identity, as: try Sample.person(2), in: store) == person)
        #expect(
            try await !store.read { transaction in try transaction.people.isEnabled(person) })
    }
}
