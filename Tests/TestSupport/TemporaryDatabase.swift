import Database
import Foundation
import Storage

/// A directory of a test's own, gone with the value.
package final class TemporaryDirectory: Sendable {
    private let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "hue-sso-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    package var path: String { url.path(percentEncoded: false) }

    package func path(_ name: String) -> String { url.appending(path: name).path(percentEncoded: false) }
}

/// A real database with our schema, gone with the value. It closes when nothing holds it any more.
package final class TemporaryDatabase: Sendable {
    private let records: TemporaryRecords
    package let database: Database

    package init(
        migrations: [Migration] = Schema.migrations, limits: DatabaseLimits = .ofTests
    ) throws {
        // Whoever has other tables begins with none.
        records = try TemporaryRecords(hasSchema: migrations.map(\.name) == Schema.migrations.map(\.name))
        database = try Database(records.location, migrations: migrations, limits: limits)
    }

    package var location: DatabaseLocation { records.location }

    /// The file of a test that is about SQLite.
    package var path: String { records.path ?? "" }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (ReadTransaction) throws -> Result
    ) async throws -> Result {
        try await database.read(body)
    }

    package func write<Result: Sendable>(
        queuingFor table: LockedTable? = nil, _ body: @escaping @Sendable (WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await database.write(queuingFor: table, body)
    }

    deinit {
        // Nobody drops a database that is in use.
        try? database.close()
    }
}
