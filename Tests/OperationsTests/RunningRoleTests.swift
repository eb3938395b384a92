import Audit
import Database
import Identity
import Storage
import TestSupport
import Testing

@testable import Operations

/// A role of PostgreSQL that runs nodes and doesn't own the schema: it does what a node does, and can't rewrite the log.
@Suite struct RunningRoleTests {
    private let cluster: PostgreSQLCluster
    private let database: String
    /// Roles are the whole server's: one for each test, whose name has to be quoted.
    private let role: String
    private let owner: Installation
    private let clock = SetClock()

    init() async throws {
        cluster = try await .shared
        database = try cluster.makeDatabase(withSchema: true)
        role = "run-\(database)"
        owner = try Installation(
            records: .server(cluster.settings(database)), clock: clock, random: SeededRandom(seed: 1))
        try cluster.run("CREATE ROLE \"\(role)\" LOGIN", in: database)
    }

    private var act: Act { Act(actor: .administrator("root"), origin: .local, now: clock.now) }

    private func node() throws -> Installation {
        try Installation(
            existingAt: .server(cluster.settings(database, as: role)), clock: clock, random: SeededRandom(seed: 2))
    }

    private func grant() async throws { try await LetRoleRun(owner).run(role, act).get() }

    @Test func `it does what a node does`() async throws {
        try await grant()
        let node = try node()
        let outcome = try await RegisterClient(node).run(.sample(), act)
        guard case .registered = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(try await SealAudit(node).run(at: clock.now) == 2)
        _ = try await Housekeep(node, dormancy: .hours(24), directoryRuns: .hours(24)).run(at: clock.now)
        let events = try await node.database.read { transaction in
            try transaction.rows("SELECT action FROM audit_events ORDER BY number").map { row in try row.text(0) }
        }
        #expect(events == ["database-grant", "client-add"])
    }

    @Test(arguments: [
        "UPDATE audit_events SET actor = 'nobody'", "DELETE FROM audit_events", "TRUNCATE audit_events",
        "UPDATE audit_leaves SET hash = ''", "DELETE FROM audit_heads", "DROP TABLE audit_events",
        "ALTER TABLE audit_events DISABLE TRIGGER ALL", "DROP FUNCTION audit_events_refuse_update() CASCADE",
        "CREATE TABLE mine (id BIGINT)", "INSERT INTO schema_migrations (name) VALUES ('x')",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION audit_events_keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    ])
    func `what the log and the schema are it can't change`(statement: String) async throws {
        try await grant()
        // Rows that there are: of none a statement without the right would be refused as well.
        #expect(try await SealAudit(owner).run(at: clock.now) == 1)
        let before = try await log()
        let error = #expect(throws: RecordsError.self) { try cluster.run(statement, in: database, as: role) }
        #expect(error?.description.contains("42501") == true, "\(error.map(String.init(describing:)) ?? "")")
        #expect(try await log() == before)
    }

    private func log() async throws -> [String] {
        try await owner.database.read { transaction in
            try transaction.rows(
                """
                SELECT e.actor || ' ' || l.hash || ' ' || (SELECT COUNT(*) FROM audit_heads)
                FROM audit_events e JOIN audit_leaves l ON l.event = e.number ORDER BY 1
                """
            ).map { row in try row.text(0) }
        }
    }

    @Test func `who isn't there, or may do all anyway, is refused`() async throws {
        func refusal(_ role: String) async throws -> LetRoleRun.Refusal? {
            guard case .failure(let refusal) = try await LetRoleRun(owner).run(role, act) else { return nil }
            return refusal
        }
        #expect(try await refusal("nobody") == .unknownRole)
        #expect(try await refusal(PostgreSQLCluster.owner) == .isOwner)
        try cluster.run("GRANT \(PostgreSQLCluster.owner) TO \"\(role)\"", in: database)
        #expect(try await refusal(role) == .isOwner)
    }

    @Test func `without the grant it runs nothing, and of older records it says which step is missing`() async throws {
        await #expect(throws: RecordsError.self) {
            try await RegisterClient(node()).run(.sample(), act)
        }
        try await grant()
        try cluster.run("DELETE FROM schema_migrations WHERE name = '049-audit-appender'", in: database)
        #expect(throws: RecordsError.olderSchema("049-audit-appender")) { try node() }
    }
}
