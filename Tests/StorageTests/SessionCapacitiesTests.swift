import Accounts
import Database
import Directory
import Identity
import Permissions
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct SessionCapacitiesTests {
    private static let session = SessionID("session")

    @Test func `a session acts in the capacity that was chosen last`() async throws {
        let world = try await World()
        let personas: [Persona] = [.citizen, .post(Post("giam-doc", at: "H57.05")), .staff]
        let found = try await world.store.write { transaction in
            var found = [try transaction.sessions.persona(in: Self.session)]
            for persona in personas {
                try transaction.sessions.act(as: persona, in: Self.session)
                found.append(try transaction.sessions.persona(in: Self.session))
            }
            return found
        }
        #expect(found == [nil] + personas)
    }

    @Test func `a choice is one session's alone, and nobody's where there is none`() async throws {
        let world = try await World()
        let second = Sample.session("second", of: world.person)
        let found = try await world.store.write { transaction in
            try transaction.sessions.open(second, cookie: .init(random: SeededRandom(seed: 9)))
            try transaction.sessions.act(as: .citizen, in: second.id)
            try transaction.sessions.act(as: .staff, in: SessionID("unknown"))
            return [
                try transaction.sessions.persona(in: Self.session), try transaction.sessions.persona(in: second.id),
                try transaction.sessions.persona(in: SessionID("unknown")),
            ]
        }
        #expect(found == [nil, .citizen, nil])
    }

    @Test func `a capacity that was tampered with is an error, and not another one`() async throws {
        let world = try await World()
        try await world.store.write { transaction in
            _ = try transaction.execute("UPDATE sessions SET acting_as = 'giam-doc'")
        }
        await #expect(throws: DatabaseError.self) {
            try await world.store.read { transaction in
                try transaction.sessions.persona(in: Self.session)
            }
        }
    }

    @Test func `the roles that a session used are remembered, each once, the first one first`() async throws {
        let world = try await World()
        let found = try await world.store.write { transaction in
            let before = try transaction.sessions.exercisedRoles(in: Self.session)
            for (role, seconds) in [("nhap-lieu", 5), ("can-bo", 1), ("can-bo", 9)] as [(RoleID, Int)] {
                try transaction.sessions.exercise(role, in: Self.session, at: .noon + .seconds(seconds))
            }
            try transaction.sessions.exercise("thanh-tra", in: SessionID("other"), at: .noon)
            return [
                before, try transaction.sessions.exercisedRoles(in: Self.session),
                try transaction.sessions.exercisedRoles(in: SessionID("other")),
            ]
        }
        #expect(found == [[], ["can-bo", "nhap-lieu"], ["thanh-tra"]])
    }

    @Test func `used roles are remembered as long as the session can last`() async throws {
        let world = try await World()
        let found = try await world.store.write { transaction in
            try transaction.sessions.exercise("can-bo", in: Self.session, at: .noon)
            let last = Instant.noon + .hours(12) - .milliseconds(1)
            try transaction.housekeeping.forgetExpired(at: last)
            let before = try transaction.sessions.exercisedRoles(in: Self.session)
            try transaction.housekeeping.forgetExpired(at: last + .milliseconds(1))
            return [before, try transaction.sessions.exercisedRoles(in: Self.session)]
        }
        #expect(found == [["can-bo"], []])
    }

    @Test func `a role that was carried into the next session is remembered as long as that one lasts`() async throws {
        let world = try await World()
        let next = Session(
            id: SessionID("second"), person: world.person,
            authentication: Authentication(moment: .noon + .hours(11), level: .two, methods: [.password]),
            lastSeen: .noon + .hours(11))
        let found = try await world.store.write { transaction in
            try transaction.sessions.exercise("can-bo", in: Self.session, at: .noon)
            try transaction.sessions.open(next, cookie: .init(random: SeededRandom(seed: 9)))
            try transaction.sessions.carry(from: Self.session, to: next.id, at: .noon)
            try transaction.sessions.end(Self.session, at: .noon + .hours(11))
            var found: [[RoleID]] = []
            for hours in [12, 22, 23] {
                try transaction.housekeeping.forgetExpired(at: .noon + .hours(hours))
                found.append(try transaction.sessions.exercisedRoles(in: next.id))
                found.append(try transaction.sessions.exercisedRoles(in: Self.session))
            }
            return found
        }
        #expect(found == [["can-bo"], [], ["can-bo"], [], [], []])
    }
}
