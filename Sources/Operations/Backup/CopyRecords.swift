import Cryptography
import Database
import Storage

/// Copies the records of an installation to another place, from a file to a PostgreSQL or back, row by row, and compares
/// what has come. The records here stay as they are; nobody may go on with both.
package struct CopyRecords: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package typealias Table = DatabaseCopy.Table

    package enum Outcome: Sendable {
        case copied([Table])
        /// There are records at that place.
        case alreadyThere
    }

    /// That they leave is written down first, and so stands in the copy too.
    /// - Parameter name: what the other place is called in the audit log.
    package func run(into place: RecordsLocation, named name: String, _ act: Act) async throws -> Outcome {
        // What somebody has there is not brought to this version behind their back. A copy that was cut off has left its
        // tables, and no row of ours.
        let target = try Database(
            place, migrations: Schema.migrations, older: Installation.isThere(place) ? .refuse : .upgrade)
        _ = try await installation.settle(act, .backup, object: name) { _ in true }
        do {
            let tables = try await installation.database.copyRows(into: target)
            try target.foldInLog()
            try target.close()
            return .copied(tables)
        } catch DatabaseCopy.Failure.notEmpty {
            return .alreadyThere
        }
    }
}

extension Database {
    /// - Throws: `DatabaseCopy.Failure`, `DatabaseError`.
    func copyRows(into target: Database) async throws -> [DatabaseCopy.Table] {
        try await DatabaseCopy(of: self, hash: { SHA2.sha256($0) }).run(into: target, emptyIn: "audit_events")
    }
}
