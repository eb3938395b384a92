import Audit
import Database
import Directory
import OpenIDConnect
import Storage

/// What sources that write by SCIM wait for, and the word of somebody who has looked at it. An approval changes nothing by
/// itself: the source sends the change again, and this time it is done.
package struct ApproveChange: Sendable {
    /// By which changes are held.
    package static let limits = SourceWriting.limits
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// What waits of one source, the oldest first.
    package struct Waiting: Sendable {
        package let changes: [HeldChange]
        /// Names all of them that nobody has approved yet; `nil` for none.
        package let digest: String?

        init(_ changes: [HeldChange]) {
            self.changes = changes
            let open = changes.filter { $0.approvedAt == nil }.map(\.digest)
            digest = open.isEmpty ? nil : PlanDigest.text(of: Array(open.sorted().joined(separator: " ").utf8))
        }

        /// What somebody means who types a digest: that of one change, or that of all.
        fileprivate func named(_ typed: String) -> [HeldChange] {
            let open = changes.filter { $0.approvedAt == nil }
            if let digest, PlanDigest.approves(typed, digest) { return open }
            return open.filter { PlanDigest.approves(typed, $0.digest) }
        }
    }

    package enum Outcome: Sendable {
        case approved([HeldChange])
        /// Nothing that waits is named so, any more or yet.
        case stale(Waiting)
        /// The client isn't the source of anything.
        case noSource
    }

    /// - Returns: `nil` for a client that isn't the source of anything.
    package func waiting(_ client: ClientID) async throws -> Waiting? {
        try await installation.database.read { transaction in
            guard let source = try transaction.provisioned.source(of: client) else { return nil }
            return Waiting(try transaction.heldChanges.all(of: source.source))
        }
    }

    /// - Parameter digest: of one change, or of all that wait; the first eight digits of it or more.
    package func run(_ digest: String, of client: ClientID, _ act: Act) async throws -> Outcome {
        try await installation.database.write { transaction in
            func finish(_ outcome: Outcome, _ result: AuditEvent.Outcome) throws -> Outcome {
                try transaction.audit.append(
                    act.event(.directorySource, result, client: client.text, object: "approved \(digest)"))
                return outcome
            }
            guard let source = try transaction.provisioned.source(of: client) else {
                return try finish(.noSource, .refused("no-source"))
            }
            let waiting = Waiting(try transaction.heldChanges.all(of: source.source))
            let changes = waiting.named(digest)
            guard !changes.isEmpty else { return try finish(.stale(waiting), .refused("stale-digest")) }
            for change in changes {
                try transaction.heldChanges.approve(change.digest, of: source.source, at: act.now)
            }
            return try finish(.approved(changes), .success)
        }
    }
}
