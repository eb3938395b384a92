import Permissions
import Storage

/// Records grants that were given before this system was there, as they are: nobody's right to give them is looked at.
/// For the sample city, whose files are ours.
package struct RecordGrantHistory: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Parameter origin: what the grants are of, for the audit log: `the sample city`.
    package func run(_ grants: [GrantProposal], of origin: String, _ act: Act) async throws {
        let object = "\(grants.count) grants of \(origin)"
        _ = try await installation.settle(act, .grantAdd, object: object, queuingFor: .permissions) { transaction in
            let revision = try transaction.permissionRevisions.begin(at: act.now)
            for proposal in grants {
                let id = try transaction.roleGrants.newID(in: revision)
                try transaction.roleGrants.add(RoleGrant(proposal, id: id), in: revision)
            }
            return true
        }
    }
}
