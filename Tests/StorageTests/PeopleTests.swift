import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Federation

@Suite struct PeopleTests {
    private func identity(
        _ identifier: PersonIdentifier, name: String? = "Nguyễn Thị Thử", level: IdentityLevel = .two
    ) -> VerifiedIdentity {
        VerifiedIdentity(
            identifier: identifier, name: name, birthdate: Birthdate("1990"), identityLevel: level,
            authenticationLevel: .two)
    }

    private func enter(
        _ identity: VerifiedIdentity, as new: PersonID, in store: TemporaryDatabase
    ) async throws -> PersonID {
        try await store.write { transaction throws(DatabaseError) in
            try transaction.person(of: identity, newID: new, at: .noon)
        }
    }

    private func claims(of person: PersonID, in store: TemporaryDatabase) async throws -> PersonClaims? {
        try await store.read { transaction throws(DatabaseError) in try transaction.claims(of: person) }
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
            return try await store.write { transaction throws(DatabaseError) in
                try transaction.person(of: identity, newID: new, at: .noon)
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
        try await store.write { transaction throws(DatabaseError) in
            _ = try transaction.execute("UPDATE person_identifiers SET valid_until = 1")
        }
        #expect(try await claims(of: first, in: store)?.citizenNumber == nil)
        #expect(try await enter(identity(.citizen(number)), as: second, in: store) == second)
    }

    @Test func `a disabled person has no claims, and a sign-in does not enable anybody`() async throws {
        let store = try TemporaryDatabase()
        let identity = identity(.citizen(try #require(CitizenNumber("046190000001"))))
        let person = try await enter(identity, as: try Sample.person(1), in: store)
        try await store.write { transaction throws(DatabaseError) in
            try transaction.setEnabled(false, person, at: .noon)
        }
        #expect(try await claims(of: person, in: store) == nil)
        #expect(try await enter(identity, as: try Sample.person(2), in: store) == person)
        #expect(
            try await !store.read { transaction throws(DatabaseError) in try transaction.isEnabled(person) })
    }
}
