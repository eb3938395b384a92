import Audit
import Database
import Identity
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// The order of the audit log, and what shows that it was left as it was.
@Suite(.bothDatabases) struct SealAuditTests {
    private let here: TestInstallation
    private let seal: SealAudit
    private let verify: VerifyAudit

    init() throws {
        here = try TestInstallation()
        seal = SealAudit(here.installation)
        verify = VerifyAudit(here.installation)
    }

    /// Writes events as acts do.
    private func append(_ count: Int) async throws {
        let event = here.act.event(.signIn, object: "an")
        try await here.write { transaction in for _ in 0..<count { try transaction.audit.append(event) } }
    }

    /// Writes an event whose transaction has drawn this number.
    private func append(number: Int64) async throws {
        try await here.write { transaction in
            try transaction.execute(
                """
                INSERT INTO audit_events (number, moment, action, outcome, actor, address)
                VALUES ($1, 0, 'sign-in', 'success', 'an', 'local')
                """, .integer(number))
        }
    }

    private var leaves: [AuditLeaf] {
        get async throws {
            try await here.read { transaction in try transaction.auditLeaves.leaves(after: 0, limit: 10_000) }
        }
    }

    @Test func `events get positions without a hole, once`() async throws {
        #expect(try await seal.run(at: .noon) == 0)
        try await append(450)
        #expect(try await seal.run(at: .noon) == 450)
        #expect(try await seal.run(at: .noon) == 0)
        try await append(1)
        #expect(try await seal.run(at: .noon) == 1)
        #expect(try await leaves.map(\.position) == Array(1...451))
        #expect(try await leaves.map(\.event) == Array(1...451))
    }

    @Test func `an event that comes after one with a higher number gets its position when it comes`() async throws {
        for number in [1, 2, 5, 7] as [Int64] { try await append(number: number) }
        #expect(try await seal.run(at: .noon) == 4)
        for number in [8, 4] as [Int64] { try await append(number: number) }
        #expect(try await seal.run(at: .noon) == 2)
        try await append(number: 6)
        #expect(try await seal.run(at: .noon + .hours(1)) == 1)
        #expect(try await leaves.map(\.event) == [1, 2, 5, 7, 4, 8, 6])
        #expect(try await leaves.map(\.position) == Array(1...7))
        let whole = try await verify.run()
        guard case .whole(let head, removed: 0) = whole else {
            Issue.record("\(whole)")
            return
        }
        #expect(head?.position == 7)
    }

    @Test func `all that comes late in one gap gets its position, though nobody has sealed for an hour`() async throws {
        for number in [1, 2, 5] as [Int64] { try await append(number: number) }
        try await seal.run(at: .noon)
        for number in [3, 4] as [Int64] { try await append(number: number) }
        #expect(try await seal.run(at: .noon + .hours(1)) == 2)
        #expect(try await leaves.map(\.event) == [1, 2, 5, 3, 4])
    }

    /// Whoever may only write can put one where a number is free: in a hole, as PostgreSQL leaves them, or below the first.
    @Test(arguments: [3, 0, -7] as [Int64])
    func `an event that somebody puts in among those that were sealed is found`(number: Int64) async throws {
        for number in [1, 2, 5] as [Int64] { try await append(number: number) }
        try await seal.run(at: .noon)
        // Nobody who has drawn a number that is free can still come with it.
        try await append(number: 6)
        try await seal.run(at: .noon + .minutes(31))
        guard case .whole = try await verify.run() else {
            Issue.record("it is whole before")
            return
        }
        try await append(number: number)
        #expect(try await seal.run(at: .noon + .minutes(32)) == 0)
        #expect(try await verify.run() == .broken(.unsealed(event: number)))
    }

    @Test func `an event that is only late, or not sealed yet, wasn't put in`() async throws {
        for number in [1, 2, 5] as [Int64] { try await append(number: number) }
        try await seal.run(at: .noon)
        for number in [4, 6] as [Int64] { try await append(number: number) }
        guard case .whole = try await verify.run() else {
            Issue.record("it isn't whole")
            return
        }
    }

    @Test func `many nodes that seal at once, while events are written, give each event one position`() async throws {
        let (here, event) = (here, here.act.event(.signIn, object: "an"))
        _ = try await race(8) { number in
            for _ in 0..<20 {
                if number < 4 {
                    try await here.write { transaction in try transaction.audit.append(event) }
                } else {
                    try await SealAudit(here.installation).run(at: .noon)
                }
            }
        }
        try await seal.run(at: .noon)
        let leaves = try await leaves
        #expect(leaves.map(\.position) == Array(1...80) && Set(leaves.map(\.event)).count == 80)
        guard case .whole = try await verify.run() else {
            Issue.record("it isn't whole")
            return
        }
    }

    @Test func `a gap of more than a minute ago is looked at once in a minute`() async throws {
        for number in [1, 3] as [Int64] { try await append(number: number) }
        try await seal.run(at: .noon + .seconds(1))
        try await append(number: 2)
        #expect(try await seal.run(at: .noon + .seconds(119)) == 0)
        #expect(try await seal.run(at: .noon + .seconds(120)) == 1)
    }

    @Test func `a gap is over after half an hour, also where nothing more happens`() async throws {
        for number in [1, 3] as [Int64] { try await append(number: number) }
        try await seal.run(at: .noon)
        #expect(try await here.count("audit_gaps") == 1)
        try await seal.run(at: .noon + .minutes(30))
        #expect(try await here.count("audit_gaps") == 1)
        try await seal.run(at: .noon + .minutes(31))
        #expect(try await here.count("audit_gaps") == 0)
    }

    @Test func `a gap of moments ago is looked at each time`() async throws {
        for number in [1, 3] as [Int64] { try await append(number: number) }
        try await seal.run(at: .noon + .seconds(1))
        try await append(number: 2)
        #expect(try await seal.run(at: .noon + .seconds(2)) == 1)
    }

    @Test func `leaves are sealed while PostgreSQL vacuums them`() async throws {
        guard case .server(let settings) = here.location else { return }
        try await append(1)
        let vacuum = try PostgreSQLServer(settings)
        try vacuum.run("BEGIN")
        // What VACUUM takes ("Explicit Locking", §13.3.1), which runs for hours where the log has been kept for years.
        try vacuum.run("LOCK TABLE audit_leaves IN SHARE UPDATE EXCLUSIVE MODE")
        #expect(try await seal.run(at: .noon) == 1)
        try vacuum.run("ROLLBACK")
    }

    @Test func `the database takes no position that leaves a hole, and changes none`() async throws {
        try await append(3)
        try await seal.run(at: .noon)
        for statement in [
            "INSERT INTO audit_leaves (position, event, hash) VALUES (5, 9, 'x')",
            "UPDATE audit_leaves SET hash = 'x' WHERE position = 2", "DELETE FROM audit_leaves WHERE position = 3",
            "UPDATE audit_heads SET chain = 'x'",
        ] {
            await #expect(throws: DatabaseError.self, "\(statement)") {
                try await here.write { transaction in _ = try transaction.execute(statement) }
            }
        }
    }

    @Test func `an event that somebody changes or takes away past the program is found`() async throws {
        try await append(5)
        try await seal.run(at: .noon)
        try await unguard("audit_events", "audit_events_refuse_update")
        try await here.write { transaction in
            try transaction.execute("UPDATE audit_events SET outcome = 'refused: x' WHERE number = 3")
        }
        #expect(try await verify.run() == .broken(.changed(event: 3, position: 3)))
        try await unguard("audit_events", "audit_events_keep")
        try await here.write { transaction in try transaction.execute("DELETE FROM audit_events WHERE number = 2") }
        #expect(try await verify.run() == .broken(.missing(event: 2, position: 2)))
    }

    @Test func `who changes an event and its leaf breaks the chain`() async throws {
        try await append(5)
        try await seal.run(at: .noon)
        for (table, guardName) in [
            ("audit_events", "audit_events_refuse_update"), ("audit_leaves", "audit_leaves_refuse_update"),
        ] {
            try await unguard(table, guardName)
        }
        try await here.write { transaction in
            try transaction.execute("UPDATE audit_events SET outcome = 'refused: x' WHERE number = 3")
        }
        let event = try #require(try await ReadAudit(here.installation).event(3))
        let hash = Base64URL.encode(AuditChain.hash(event))
        try await here.write { transaction in
            try transaction.execute("UPDATE audit_leaves SET hash = $1 WHERE position = 3", .text(hash))
        }
        #expect(try await verify.run() == .broken(.brokenChain(position: 5)))
    }

    /// Takes away what guards a table, as somebody can who has the database.
    private func unguard(_ table: String, _ trigger: String) async throws {
        // Which engine it is, is known here only: a transaction's closure runs on a thread of the database's.
        let statement = TestEngine.current.isSQLite ? "DROP TRIGGER \(trigger)" : "DROP TRIGGER \(trigger) ON \(table)"
        try await here.write { transaction in try transaction.execute(statement) }
    }
}
