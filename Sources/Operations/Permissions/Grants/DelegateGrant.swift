import Directory
import Identity
import Permissions
import Storage

/// Lets somebody stand in for the holder of a grant for a while (giao quyền).
package struct DelegateGrant: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package func run(
        _ basis: GrantID, from principal: PersonID, to deputy: PersonID, during period: Period, reason: String,
        _ act: Act
    ) async throws -> GrantOutcome {
        let permissions = installation.permissions
        let object = "\(basis) to \(deputy.text) by \(principal.text)"
        return try await installation.settleGrant(act, .grantDelegate, object: object) { transaction in
            guard let held = try transaction.roleGrants.find(basis)?.fact else { return .unknownGrant(basis) }
            let proposal = GrantProposal(
                subject: .person(deputy), role: held.role, reach: held.reach, period: period, grantedBy: principal,
                reason: reason, standsInFor: basis)
            return try transaction.record(proposal, permissions, at: act.now) {
                delegation throws(DelegationRefusal) in try delegation.standIn(proposal, by: principal)
            }
        }
    }
}
