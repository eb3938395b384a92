import Accounts
import Database
import Identity
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct SessionsTests {
    @Test func `a session is found by its cookie, as it was opened`() async throws {
        let world = try await World()
        let (cookie, other) = (world.cookie, BrowserSecret<SessionCookie>(random: SeededRandom(seed: 9)))
        let found = try await world.store.read { transaction in
            (try transaction.sessions.find(cookie, at: .noon), try transaction.sessions.find(other, at: .noon))
        }
        #expect(found.0 == world.session)
        #expect(found.1 == nil)
    }

    @Test func `the cookie itself is not kept`() async throws {
        let world = try await World()
        let row = try await world.store.read { transaction in
            try transaction.row("SELECT cookie_hash FROM sessions")
        }
        #expect(try row?.text(0) == world.cookie.hash)
        #expect(world.cookie.hash != world.cookie.text)
    }

    @Test func `an idle session is not found, one that is seen lives on, to its twelfth hour`() async throws {
        let world = try await World()
        #expect(try await world.isSignedIn(at: .noon + .minutes(15) - .milliseconds(1)))
        #expect(try await !world.isSignedIn(at: .noon + .minutes(15)))
        var now = Instant.noon
        while now < .noon + .hours(12) {
            let (moment, cookie) = (now, world.cookie)
            let session = try await world.store.read { transaction in
                try transaction.sessions.find(cookie, at: moment)
            }
            let live = try #require(session, "at \(moment - .noon)")
            try await world.store.write { transaction in
                try transaction.sessions.recordSeen(live, at: moment)
            }
            now = now + .minutes(14)
        }
        #expect(try await world.isSignedIn(at: .noon + .hours(12) - .milliseconds(1)))
        #expect(try await !world.isSignedIn(at: .noon + .hours(12)))
    }

    @Test func `an end is an end`() async throws {
        let world = try await World()
        let session = world.session
        try await world.store.write { transaction in
            try transaction.sessions.end(session.id, at: .noon)
            try transaction.sessions.recordSeen(session, at: .noon + .minutes(1))
        }
        #expect(try await !world.isSignedIn())
    }

    @Test func `disabling a person ends every session of that person and of nobody else`() async throws {
        let world = try await World()
        let (person, other) = (world.person, try Sample.person(2))
        let cookies = (0..<2).map { _ in BrowserSecret<SessionCookie>(random: world.random) }
        try await world.store.write { transaction in
            try transaction.people.add(other, Sample.claims(), at: .noon)
            try transaction.sessions.open(Sample.session("second", of: person), cookie: cookies[0])
            try transaction.sessions.open(Sample.session("other", of: other), cookie: cookies[1])
            try transaction.people.setEnabled(false, person, at: .noon)
        }
        func found() async throws -> [Bool] {
            try await world.store.read { [cookie = world.cookie] transaction in
                [
                    try transaction.sessions.find(cookie, at: .noon) != nil,
                    try transaction.sessions.find(cookies[0], at: .noon) != nil,
                    try transaction.sessions.find(cookies[1], at: .noon) != nil,
                ]
            }
        }
        #expect(try await found() == [false, false, true])
        try await world.store.write { transaction in
            try transaction.people.setEnabled(true, person, at: .noon)
        }
        #expect(try await found() == [false, false, true])
    }

    @Test func `a disabled person has no session, whatever became of it`() async throws {
        let world = try await World()
        try await world.store.write { transaction in
            _ = try transaction.execute("UPDATE people SET is_enabled = 0")
        }
        #expect(try await !world.isSignedIn())
    }

    @Test func `neither a cookie nor an id is used twice, and a session needs a person`() async throws {
        let world = try await World()
        let (cookie, fresh) = (world.cookie, BrowserSecret<SessionCookie>(random: world.random))
        let cases = [
            (Sample.session("new", of: world.person), cookie), (world.session, fresh),
            (Sample.session("new", of: try Sample.person(9)), fresh),
        ]
        for (session, cookie) in cases {
            let error = await #expect(throws: DatabaseError.self) {
                try await world.store.write { transaction in
                    try transaction.sessions.open(session, cookie: cookie)
                }
            }
            guard case .constraint = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }
}
