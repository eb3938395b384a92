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
    /// Roles are the whole server's: two for each test, whose names have to be quoted.
    private let role, ownerRole: String
    private let owner: Installation
    private let clock = SetClock()

    init() async throws {
        cluster = try await .shared
        database = try cluster.makeDatabase(withSchema: false)
        (role, ownerRole) = ("run-\(database)", "own-\(database)")
        try cluster.run("CREATE ROLE \"\(ownerRole)\" LOGIN", in: database)
        try cluster.run("CREATE ROLE \"\(role)\" LOGIN", in: database)
        try cluster.run("ALTER DATABASE \(database) OWNER TO \"\(ownerRole)\"", in: database)
        owner = try Installation(
            records: .server(cluster.settings(database, as: ownerRole)), clock: clock, random: SeededRandom(seed: 1))
    }

    private var act: Act { Act(actor: .administrator("root"), origin: .local, now: clock.now) }

    private func node() throws -> Installation {
        try Installation(
            existingAt: .server(cluster.settings(database, as: role)), clock: clock, random: SeededRandom(seed: 2))
    }

    private func grant() async throws { try await LetRoleRun(owner).run(role, act).get() }

    /// As whoever has got hold of a node.
    private func run(_ statement: String) throws { try cluster.run(statement, in: database, as: role) }

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
        // What was exported may be removed.
        """
        INSERT INTO audit_batches (first_event, last_event, count, latest_moment, sha256, exported_at)
        VALUES (1, 1, 1, 0, '', 0)
        """, "UPDATE audit_batches SET removed_at = 0",
        // A number above all would be the last.
        """
        INSERT INTO audit_events (number, moment, action, outcome, actor, address) OVERRIDING SYSTEM VALUE
        VALUES (9223372036854775807, 0, 'sign-in', 'success', 'an', 'local')
        """,
    ])
    func `what the log and the schema are it can't change`(statement: String) async throws {
        try await grant()
        #expect(try await SealAudit(owner).run(at: clock.now) == 1)
        let before = try await log()
        let error = #expect(throws: RecordsError.self) { try run(statement) }
        #expect(error?.description.contains("42501") == true, "\(error.map(String.init(describing:)) ?? "")")
        #expect(try await log() == before)
    }

    @Test func `a temporary table doesn't stand in for one of the log`() async throws {
        try await grant()
        #expect(try await SealAudit(owner).run(at: clock.now) == 1)
        let error = #expect(throws: RecordsError.self) {
            try run(
                """
                DO $$ BEGIN
                    CREATE TEMP TABLE audit_leaves (position BIGINT);
                    INSERT INTO pg_temp.audit_leaves VALUES (998);
                    INSERT INTO public.audit_leaves (position, event, hash) VALUES (999, 999, '');
                END $$
                """)
        }
        guard case .constraint = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "it was let in")")
            return
        }
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

    private func refusal(of role: String, by installation: Installation? = nil) async throws -> LetRoleRun.Refusal? {
        guard case .failure(let refusal) = try await LetRoleRun(installation ?? owner).run(role, act) else {
            return nil
        }
        return refusal
    }

    @Test func `who isn't there, or owns it all, is refused, and nobody but the owner grants`() async throws {
        #expect(try await refusal(of: "nobody") == .unknownRole)
        #expect(try await refusal(of: ownerRole) == .mayDoMore)
        try await grant()
        for other in [role, ownerRole, "nobody"] {
            #expect(try await refusal(of: other, by: node()) == .notOwner)
        }
        // A superuser is as the owner, who stays what he was.
        let superuser = try Installation(
            records: .server(cluster.settings(database)), clock: clock, random: SeededRandom(seed: 3))
        #expect(try await refusal(of: ownerRole, by: superuser) == .mayDoMore)
        #expect(try await refusal(of: role, by: superuser) == nil)
        try cluster.run("ALTER TABLE audit_events DISABLE TRIGGER USER", in: database, as: ownerRole)
    }

    /// Whatever else lets it change the log is refused, and nothing stays of what was granted until then.
    @Test(arguments: [
        "GRANT \"OWNER\" TO \"ROLE\"", "GRANT pg_write_all_data TO \"ROLE\"",
        "GRANT pg_execute_server_program TO \"ROLE\"",
        "ALTER ROLE \"ROLE\" CREATEROLE", "ALTER ROLE \"ROLE\" SUPERUSER", "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "GRANT UPDATE ON audit_events TO PUBLIC", "GRANT INSERT ON audit_batches TO PUBLIC",
        "GRANT TRIGGER ON audit_leaves TO PUBLIC",
    ])
    func `a role that may do more is refused`(grant: String) async throws {
        let grant = grant.replacing("ROLE\"", with: role + "\"").replacing("OWNER", with: ownerRole)
        try cluster.run(grant, in: database)
        #expect(try await refusal(of: role) == .mayDoMore)
        let granted = try await owner.database.read { [role] transaction in
            try transaction.rows(
                "SELECT 1 FROM information_schema.role_table_grants WHERE grantee = $1", .text(role))
        }
        #expect(granted.isEmpty)
    }

    @Test func `without the grant it runs nothing, and of older records it says who brings them forward`() async throws
    {
        #expect(throws: RecordsError.self) { try node() }
        try await grant()
        _ = try node()
        try cluster.run("DELETE FROM schema_migrations WHERE name = '049-audit-appender'", in: database)
        #expect(throws: RecordsError.ownersSchema("049-audit-appender")) { try node() }
        // Where there is nothing yet, that isn't what is wrong.
        let fresh = try cluster.makeDatabase(withSchema: false)
        let error = #expect(throws: RecordsError.self) {
            _ = try Installation(
                records: .server(cluster.settings(fresh, as: role)), clock: clock, random: SeededRandom(seed: 4))
        }
        #expect(
            error?.description.contains("permission denied") == true, "\(error.map(String.init(describing:)) ?? "")")
    }
}
