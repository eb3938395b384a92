import TestSupport

extension TestInstallation {
    /// From now on a commit that adds to a table loses its connection before it is answered. Of a PostgreSQL only.
    func loseAnswers(ofCommitsTo table: String) async throws {
        try await write { transaction in
            _ = try transaction.execute(
                """
                CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
                """)
            _ = try transaction.execute(
                """
                CREATE CONSTRAINT TRIGGER leave AFTER INSERT ON \(table) DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION leave()
                """)
        }
    }

    func keepAnswers(ofCommitsTo table: String) async throws {
        try await write { transaction in _ = try transaction.execute("DROP TRIGGER leave ON \(table)") }
    }
}
