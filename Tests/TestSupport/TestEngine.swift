import Foundation
import Testing

/// On which database the test that runs now has its records.
package enum TestEngine: Sendable {
    case sqlite
    case postgreSQL(PostgreSQLCluster)

    @TaskLocal package static var current = TestEngine.sqlite

    package var isSQLite: Bool { if case .sqlite = self { true } else { false } }
}

/// Runs each test once on SQLite, or once on PostgreSQL, or on both one after the other. `TEST_DATABASES=sqlite` or
/// `postgresql` leaves the other out.
package struct OnDatabases: SuiteTrait, TestTrait, TestScoping {
    fileprivate let hasSQLite: Bool
    fileprivate var isAlone = false

    package var isRecursive: Bool { true }

    private static let chosen = ProcessInfo.processInfo.environment["TEST_DATABASES"]

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        if hasSQLite, Self.chosen != "postgresql" {
            try await TestEngine.$current.withValue(.sqlite) { try await function() }
        }
        guard Self.chosen != "sqlite" else { return }
        let cluster = try await isAlone ? PostgreSQLCluster.withSchema() : .shared
        try await TestEngine.$current.withValue(.postgreSQL(cluster)) { try await function() }
    }
}

extension Trait where Self == OnDatabases {
    package static var bothDatabases: Self { OnDatabases(hasSQLite: true) }
    package static var onPostgreSQL: Self { OnDatabases(hasSQLite: false) }
    /// On one that no other test uses: a row that is dead for everyone is kept while any transaction of the whole server is
    /// older than its end, in whichever database.
    package static var onPostgreSQLAlone: Self { OnDatabases(hasSQLite: false, isAlone: true) }
}
