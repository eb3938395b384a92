import Permissions

/// Gives a grant or a denial in the name of an administrator, who has to have the right to; or of the operators.
package struct GiveGrant: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package func run(_ proposal: GrantProposal, _ act: Act) async throws -> GrantOutcome {
        let permissions = installation.permissions
        return try await installation.settleGrant(act, .grantAdd, object: proposal.auditText) { transaction in
            try transaction.record(proposal, permissions, at: act.now) { delegation throws(DelegationRefusal) in
                guard let giver = proposal.grantedBy else { return try delegation.give(asOperators: proposal) }
                return try delegation.give(proposal, by: giver)
            }
        }
    }
}
