import Accounts
import Audit
import Database
import Identity
import OpenIDConnect
import Permissions
import Storage
import TestSupport
import Testing
import Wire

/// Nobody waits for housekeeping for more than a batch, and what strangers can cause has a bound that isn't its age.
@Suite(.bothDatabases) struct HousekeepingBatchTests {
    /// Everything that is forgotten is found by an index: a scan would hold the writer for as long as the table is.
    @Test(arguments: Sweep.allCases)
    func `the oldest rows are found by an index`(sweep: Sweep) async throws {
        let plan = try await Self.plan(of: sweep.selection, .integer(1), .integer(1))
        guard TestEngine.current.isSQLite else { return Self.expectIndex(for: sweep, in: plan) }
        #expect(plan.contains { $0.hasPrefix("SEARCH \(sweep.table) USING") }, "\(plan)")
        #expect(!plan.contains { $0.hasPrefix("SCAN \(sweep.table)") }, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }

    /// How the database goes about a statement. PostgreSQL goes through a table as small as a test's, unless it is told that this is
    /// dear.
    private static func plan(of statement: String, _ arguments: SQLValue...) async throws -> [String] {
        let isSQLite = TestEngine.current.isSQLite
        return try await TemporaryDatabase().read { transaction in
            if isSQLite {
                return try transaction.rows("EXPLAIN QUERY PLAN \(statement)", arguments: arguments)
                    .map { try $0.text(3) }
            }
            _ = try transaction.rows("SELECT set_config('enable_seqscan', 'off', true)")
            return try transaction.rows("EXPLAIN \(statement)", arguments: arguments).map { try $0.text(0) }
        }
    }

    private static func expectIndex(for sweep: Sweep, in plan: [String]) {
        #expect(plan.contains { $0.contains("Index") && $0.contains(" on \(sweep.table) ") }, "\(plan)")
        #expect(!plan.contains { $0.contains("Seq Scan on \(sweep.table) ") || $0.contains("Sort") }, "\(plan)")
        // What is asked of each row is looked up: gone through, a list of 200,000 takes 20 s (postgresql.md).
        #expect(!plan.contains { $0.contains("hashed SubPlan") }, "\(plan)")
        for heading in plan.indices where plan[heading].contains("  SubPlan ") {
            let look = plan[(heading + 1)...].prefix { !$0.contains("  SubPlan ") }
            #expect(look.contains { $0.contains("Index Cond") }, "\(plan)")
        }
    }

    @Test func `one call forgets a batch, the oldest first, and says how many`() async throws {
        let world = try await World()
        let client = world.client.id
        let numbers = try await world.store.write { transaction in
            for number in 0..<25 {
                let interaction = Interaction(
                    id: InteractionID(random: world.random), source: .request(FormParameters([("n", "\(number)")])),
                    clientID: client, progress: .init(startedAt: .noon + .milliseconds(number)), isComplete: false)
                try transaction.interactions.begin(interaction, browser: .init(random: world.random))
            }
            return try (0..<4).map { _ in
                try transaction.housekeeping.forget(.interactions, at: .noon + .hours(25), atMost: 10)
            }
        }
        #expect(numbers == [10, 10, 5, 0])
    }

    @Test func `a session's roles go with it, and no other's`() async throws {
        let world = try await World()
        let (person, session) = (world.person, world.session.id)
        let role = "can-bo" as RoleID
        try await world.store.write { transaction in
            try transaction.sessions.exercise(role, in: session, at: .noon)
            let young = Session(
                id: SessionID("young"), person: person,
                authentication: Authentication(moment: .noon + .hours(1), level: .two, methods: [.password]),
                lastSeen: .noon + .hours(1))
            try transaction.sessions.open(young, cookie: .init(random: world.random))
            try transaction.sessions.exercise(role, in: young.id, at: .noon)
            try transaction.housekeeping.forgetExpired(at: .noon + Session.totalLimit)
        }
        let left = try await world.store.read { transaction in
            try transaction.rows("SELECT session FROM exercised_roles").map { try $0.text(0) }
        }
        #expect(left == ["young"])
    }

    @Test func `names that no account has are counted up to a bound; a lock of an account stays`() async throws {
        let world = try await World()
        let person = world.person
        let account = try #require(Username("nguyen.thu"))
        let bounds = HousekeepingBounds(passwordAttempts: 10)
        let names = try (0..<40).map { try #require(Username("nobody.\($0)")) }
        let forgotten = try await world.store.write { transaction in
            _ = try transaction.localAccounts.add(account, person: person, passwordHash: "a", at: .noon)
            _ = try transaction.passwordAttempts.reserve(account, device: nil, at: .noon)
            for (number, name) in names.enumerated() {
                _ = try transaction.passwordAttempts.reserve(name, device: nil, at: .noon + .seconds(1 + number))
            }
            return try transaction.housekeeping.forget(
                .passwordAttemptsBeyondBound, at: .noon + .minutes(2), atMost: 1000, bounds)
        }
        #expect(forgotten == 30)
        let left = try await world.store.read { transaction in
            try transaction.rows("SELECT username FROM password_attempts ORDER BY last_at").map { try $0.text(0) }
        }
        #expect(left == [account.text] + names.suffix(10).map(\.text))
    }

    @Test(arguments: [Duration.zero, .milliseconds(1)])
    func `however many counters are of accounts, each is looked at once, and few in a transaction`(
        apart: Duration
    ) async throws {
        let world = try await World()
        let account = try #require(Username("nguyen.thu"))
        let devices = (0..<30).map { "device-\($0)" }
        let nobody = try #require(Username("nobody.here"))
        try await world.store.write { transaction in
            _ = try transaction.localAccounts.add(account, person: world.person, passwordHash: "a", at: .noon)
            for (number, device) in devices.enumerated() {
                let name = number % 10 == 3 ? nobody : account
                try transaction.execute(
                    "INSERT INTO password_attempts (username, device, failures, last_at) VALUES ($1, $2, 1, $3)",
                    .text(name.text), .text(device), .integer((Instant.noon + apart * number).millisecondsSince1970))
            }
        }
        var (batches, place): ([Sweep.Batch], Sweep.Place?) = ([], .beginning)
        while let here = place {
            let batch = try await world.store.write { transaction in
                try transaction.housekeeping.forget(
                    .passwordAttemptsBeyondBound, before: .noon + .minutes(1), after: here, atMost: 7)
            }
            batches.append(batch)
            place = batch.next
        }
        #expect(batches.map(\.looked) == [7, 7, 7, 7, 2])
        #expect(batches.map(\.forgotten).reduce(0, +) == 3)
        let left = try await world.store.read { transaction in
            try transaction.rows("SELECT username FROM password_attempts").map { try $0.text(0) }
        }
        #expect(left == Array(repeating: account.text, count: 27))
    }

    @Test func `counters behind a place are found by an index`() async throws {
        let plan = try await Self.plan(
            of: PasswordAttempts<WriteTransaction>.oldest, .integer(1), .integer(1), .text("a"), .text("b"),
            .integer(1))
        #expect(
            plan.contains { $0.contains("password_attempts") && $0.contains("password_attempts_by_age") },
            "\(plan)")
        // Those of one moment alone are put in order.
        #expect(!plan.contains { $0.contains("B-TREE FOR ORDER BY") || $0.contains("->  Sort") }, "\(plan)")
        // And accounts are looked up one by one.
        #expect(!plan.contains { $0.contains("hashed SubPlan") || $0.contains("Bitmap Heap Scan") }, "\(plan)")
    }

    @Test func `an attempt that is given back leaves no row behind`() async throws {
        let world = try await World()
        let name = try #require(Username("nobody.here"))
        for attempts in 1...2 {
            let left = try await world.store.write { transaction in
                for _ in 1..<attempts { _ = try transaction.passwordAttempts.reserve(name, device: nil, at: .noon) }
                let counter = try transaction.passwordAttempts.reserve(name, device: nil, at: .noon).counter
                try transaction.passwordAttempts.giveBack(counter)
                return try transaction.rows("SELECT failures FROM password_attempts").map { try $0.integer(0) }
            }
            #expect(left == (attempts == 1 ? [] : [1]))
        }
    }

    @Test func `who was going where is remembered of so many, and what can be finished is never forgotten`()
        async throws
    {
        let world = try await World()
        let client = world.client.id
        let late = Instant.noon + .hours(1)
        let left = try await world.store.write { transaction in
            for moment in (0..<20).map({ Instant.noon + .seconds($0) }) + (0..<8).map({ late - .seconds($0) }) {
                let interaction = Interaction(
                    id: InteractionID(random: world.random), source: .request(FormParameters([("a", "b")])),
                    clientID: client, progress: .init(startedAt: moment), isComplete: false)
                try transaction.interactions.begin(interaction, browser: .init(random: world.random))
            }
            // More live ones than the bound.
            _ = try transaction.housekeeping.forget(
                .interactionsBeyondBound, at: late, atMost: 1000, HousekeepingBounds(interactions: 4))
            return try transaction.rows("SELECT started_at FROM interactions ORDER BY started_at").map {
                try $0.integer(0)
            }
        }
        #expect(left.count == 8 && left.allSatisfy { $0 > (late - .minutes(30)).millisecondsSince1970 })
    }

    @Test func `refusals of one kind, network and minute are one row with a sum`() async throws {
        let store = try TemporaryDatabase()
        @Sendable func refusal(_ minute: Instant, _ network: String) -> CountedRefusal {
            CountedRefusal(
                minute: minute, action: .userInfo, code: "no-token", network: network, client: "", person: "")
        }
        let later = Instant.noon + .minutes(1)
        let rows = try await store.write { transaction in
            for (minute, network, number) in [
                (Instant.noon, "192.0.2.0/24", 3), (.noon, "192.0.2.0/24", 4), (.noon, "198.51.100.0/24", 1),
                (later, "192.0.2.0/24", 1),
            ] {
                try transaction.refusalCounts.add(refusal(minute, network), number)
            }
            return try transaction.rows("SELECT number FROM refusal_counts ORDER BY minute, network").map {
                try $0.integer(0)
            }
        }
        #expect(rows == [7, 1, 1])
    }
}
