import Database
import Storage

/// Takes restored records into use: they are whole, and from now on say that they were restored.
package struct AcceptRestored: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Hashable, Sendable {
        case accepted
        /// SQLite's own check found the file broken; nothing is written.
        case broken
    }

    /// - Parameter name: what the backup is called in the audit log.
    package func run(from name: String, _ act: Act) async throws -> Outcome {
        guard try await installation.database.integrityProblems().isEmpty else { return .broken }
        _ = try await installation.settle(act, .restore, object: name) { _ in true }
        return .accepted
    }

    /// Ends the use of the records, so that all of them is in the one file.
    package func close() throws {
        try installation.database.foldInLog()
        try installation.database.close()
    }
}
