import Database
import Directory
import Identity
import Permissions
import Storage

/// Ends a grant: now, or, if it hasn't begun yet, altogether.
package struct RevokeGrant: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Parameter person: in whose name, who has to have the right to; operators (`nil`) may end any.
    package func run(_ id: GrantID, by person: PersonID?, _ act: Act) async throws -> GrantOutcome {
        let permissions = installation.permissions
        return try await installation.settleGrant(
            act, .grantRevoke, object: id.description, inTheNameOf: person
        ) { transaction in
            try transaction.revoke(id, by: person, permissions, at: act.now)
        }
    }
}

extension WriteTransaction {
    fileprivate func revoke(
        _ id: GrantID, by person: PersonID?, _ permissions: CurrentPermissions, at now: Instant
    ) throws -> GrantOutcome {
        guard let stored = try roleGrants.find(id) else { return .unknownGrant(id) }
        let grant = stored.fact
        guard grant.period.endsAfter(now) else { return .alreadyEnded(grant) }
        if let person {
            guard try people.isEnabled(person) else { return .disabled(person) }
            switch try permissions.state(in: self, at: now) {
            case .failure(let unavailable): return .unavailable(unavailable)
            case .success(let state):
                do { _ = try Delegation(state.snapshot, at: now).revoke(grant, by: person) } catch {
                    return .refused(error, state)
                }
            }
        }
        let revision = try permissionRevisions.begin(at: now)
        guard try roleGrants.end(stored, at: now, in: revision) else { return .alreadyEnded(grant) }
        var ended = grant
        ended.period = Period(from: grant.period.from, until: now) ?? grant.period
        return .done(ended)
    }
}
