import Accounts
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct SubjectsTests {
    private static let sector = SubjectType.pairwise(sector: "rp.hue.test")

    private func found(
        _ value: String, _ type: SubjectType, in store: TemporaryDatabase
    ) async throws -> KnownSubject? {
        try await store.read { transaction in try transaction.subjects.find(value, of: type) }
    }

    private func remember(
        _ value: String, _ person: PersonID, for type: SubjectType, in store: TemporaryDatabase
    ) async throws {
        try await store.write { transaction in
            try transaction.subjects.remember(value, of: person, for: type)
        }
    }

    @Test func `a platform finds whom it was told of`() async throws {
        let store = try await TemporaryDatabase.ofPeople(2)
        try await remember("s", Sample.person(1), for: Self.sector, in: store)
        let subject = try #require(try await found("s", Self.sector, in: store))
        #expect(subject.person == (try Sample.person(1)) && subject.isEnabled && subject.identityLevel == .two)
        #expect(try await found("S", Self.sector, in: store) == nil)
        #expect(try await found("", Self.sector, in: store) == nil)
    }

    @Test(
        arguments: [
            (sector, .pairwise(sector: "other.hue.test")), (sector, .public), (.public, sector),
            (sector, .pairwise(sector: "RP.hue.test")),
        ] as [(SubjectType, SubjectType)])
    func `what one sector was told, another doesn't find`(told: SubjectType, other: SubjectType) async throws {
        let store = try await TemporaryDatabase.ofPeople(1)
        try await remember("s", Sample.person(), for: told, in: store)
        #expect(try await found("s", told, in: store) != nil)
        #expect(try await found("s", other, in: store) == nil)
    }

    @Test func `clients with the public subject share it`() async throws {
        let store = try await TemporaryDatabase.ofPeople(1)
        try await remember("s", Sample.person(), for: .public, in: store)
        #expect(try await found("s", .public, in: store)?.person == (try Sample.person()))
    }

    @Test func `a name is remembered once, and stays with the one whose it is`() async throws {
        let world = try await World()
        let other = try Sample.person(2)
        try await world.store.write { transaction in
            try transaction.people.add(other, Sample.claims(nil), at: .noon)
        }
        for person in [world.person, world.person, other] {
            try await remember("s", person, for: Self.sector, in: world.store)
        }
        #expect(try await found("s", Self.sector, in: world.store)?.person == world.person)
        #expect(try await world.count("subjects") == 1)
    }

    @Test func `of somebody disabled it is said that they are`() async throws {
        let store = try await TemporaryDatabase.ofPeople(1)
        let person = try Sample.person()
        try await remember("s", person, for: Self.sector, in: store)
        for isEnabled in [false, true] {
            try await store.write { transaction in
                try transaction.people.setEnabled(isEnabled, person, at: .noon)
            }
            #expect(try await found("s", Self.sector, in: store)?.isEnabled == isEnabled)
        }
    }

    @Test(arguments: [(nil, nil), (1, .one), (2, .two)] as [(Int64?, IdentityLevel?)])
    func `a subject has the identity level that is known now`(stored: Int64?, level: IdentityLevel?) async throws {
        let store = try await TemporaryDatabase.ofPeople(1)
        try await remember("s", Sample.person(), for: Self.sector, in: store)
        try await store.write { transaction in
            _ = try transaction.execute("UPDATE people SET identity_level = $1", .integer(stored))
        }
        #expect(try await found("s", Self.sector, in: store)?.identityLevel == level)
    }

    @Test func `the live sessions of a person are told with how they were signed in`() async throws {
        let world = try await World()
        let (person, other) = (world.person, try Sample.person(2))
        let sessions = ["second", "ended", "another's"].map { name in
            Sample.session(name, of: name == "another's" ? other : person)
        }
        let found = try await world.store.write { transaction in
            try transaction.people.add(other, Sample.claims(), at: .noon)
            for (number, session) in sessions.enumerated() {
                try transaction.sessions.open(session, cookie: .init(random: SeededRandom(seed: UInt64(number + 5))))
            }
            try transaction.sessions.end(SessionID("ended"), at: .noon)
            let last = Instant.noon + .hours(12) - .milliseconds(1)
            return [
                try transaction.sessions.live(of: person, at: .noon),
                try transaction.sessions.live(of: person, at: last),
                try transaction.sessions.live(of: person, at: last + .milliseconds(1)),
            ]
        }
        #expect(found.map { Set($0.map(\.id.text)) } == [["session", "second"], ["session", "second"], []])
        #expect(found[0].allSatisfy { $0.authentication == world.session.authentication })
    }
}
