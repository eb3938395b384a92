import Database
import Storage

/// Copies the records, as they are in one moment, into one new file, while others go on writing: what a backup holds.
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
        try installation.database.snapshot(to: path)
    }
}
