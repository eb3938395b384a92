import Database
import Directory
import Identity
import Permissions
import Storage

/// Looks whether there is a post as somebody named it: most likely one that isn't there is a slip of the keys.
package struct CheckPost: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Finding: Sendable {
        case known
        case unknownUnit
        /// Neither the policy nor anybody's post has such a position.
        case unknownPosition
    }

    /// - Returns: `known` too where nothing can be decided at all; whoever acts on the post finds that out.
    package func run(_ post: Post, at now: Instant) async throws -> Finding {
        let permissions = installation.permissions
        return try await installation.database.read { transaction in
            guard case .success(let state) = try permissions.state(in: transaction, at: now) else { return .known }
            guard state.tree[post.unit] != nil else { return .unknownUnit }
            if state.snapshot.definition.positions.contains(where: { $0.position == post.position }) { return .known }
            let isHeld = try transaction.assignments.facts(at: state.revision).map(\.fact).contains {
                $0.post.position == post.position && $0.period.endsAfter(now)
            }
            return isHeld ? .known : .unknownPosition
        }
    }
}
