import Database
import Storage

/// Copies the records, as they are in one moment, into one new file of SQLite's, while others go on writing: what a backup
/// holds, whichever database they are in.
///
/// That they leave is written down first, and so stands in the copy too: without a record there is no copy.
package struct TakeSnapshot: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Parameters:
    ///   - path: the file, which must not be there.
    ///   - name: what the backup is called in the audit log.
    package func run(to path: String, named name: String, _ act: Act) async throws {
        _ = try await installation.settle(act, .backup, object: name) { _ in true }
        if installation.database.isFile { return try installation.database.snapshot(to: path) }
        let file = try Database(path: path, migrations: Schema.migrations)
        _ = try await installation.database.copyRows(into: file)
        try file.foldInLog()
        try file.close()
    }
}
