import Database
import Identity
import Storage

/// Forgets what no longer counts.
package struct Housekeep: Sendable {
    private let database: Database

    package init(_ installation: Installation) {
        database = installation.database
    }

    package func run(at now: Instant) async throws {
        try await database.write { transaction in try transaction.housekeeping.forgetExpired(at: now) }
    }
}
