import Directory
import Storage

/// Records who has been in which post before this system was there, as it was. For the sample city, whose files are
/// ours.
package struct RecordAssignments: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Parameter origin: what the assignments are of, for the audit log: `the sample city`.
    package func run(_ assignments: [Assignment], of origin: String, _ act: Act) async throws {
        let object = "\(assignments.count) assignments of \(origin)"
        _ = try await installation.settle(act, .assign, object: object, queuingFor: .permissions) { transaction in
            let revision = try transaction.permissionRevisions.begin(at: act.now)
            for assignment in assignments { try transaction.assignments.add(assignment, in: revision) }
            return true
        }
    }
}
