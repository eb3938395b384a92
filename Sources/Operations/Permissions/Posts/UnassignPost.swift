import Directory
import Identity
import Storage

/// Ends somebody's time in a post; what the post brought ends with it.
package struct UnassignPost: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Sendable {
        case unassigned
        /// They aren't in the post at that moment.
        case notInPost
    }

    package func run(_ person: PersonID, from post: Post, at moment: Instant, _ act: Act) async throws -> Outcome {
        let object = "\(person.text) \(post) ../\(moment.text)"
        let isDone = try await installation.settle(act, .unassign, object: object, queuingFor: .permissions) {
            transaction in
            let held = try transaction.assignments.facts(of: person)
                .filter { $0.fact.post == post && $0.fact.period.endsAfter(moment) }
            guard !held.isEmpty else { return false }
            let revision = try transaction.permissionRevisions.begin(at: act.now)
            for assignment in held {
                _ = try transaction.assignments.end(assignment, at: moment, in: revision)
            }
            return true
        }
        return isDone ? .unassigned : .notInPost
    }
}
