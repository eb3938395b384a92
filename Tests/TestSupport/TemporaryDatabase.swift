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

/// A real database file with our schema, gone with the value. It closes when nothing holds it any more.
package final class TemporaryDatabase: Sendable {
    private let directory: TemporaryDirectory
    package let path: String
    package let database: Database

    package init(
        migrations: [Migration] = Schema.migrations, limits: DatabaseLimits = DatabaseLimits()
    ) throws {
        directory = try TemporaryDirectory()
        path = directory.path("hue-sso.sqlite")
        database = try Database(path: path, migrations: migrations, limits: limits)
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (ReadTransaction) throws -> Result
    ) async throws -> Result {
        try await database.read(body)
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await database.write(body)
    }
}
