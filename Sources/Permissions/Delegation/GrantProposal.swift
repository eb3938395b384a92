import Directory
import Identity

/// What somebody wants to give: a grant that nothing has been decided about, and that has no number yet.
package struct GrantProposal: Hashable, Sendable {
    package let effect: RoleGrant.Effect
    package let subject: GrantSubject
    package let role: RoleID
    package let reach: Reach
    package let period: Period
    /// In whose name; `nil` for the operators of the installation.
    package let grantedBy: PersonID?
    package let reason: String
    /// The grant for whose holder the subject is to stand in.
    package let standsInFor: GrantID?

    package init(
        effect: RoleGrant.Effect = .permit, subject: GrantSubject, role: RoleID, reach: Reach, period: Period,
        grantedBy: PersonID?, reason: String, standsInFor: GrantID? = nil
    ) {
        self.effect = effect
        self.subject = subject
        self.role = role
        self.reach = reach
        self.period = period
        self.grantedBy = grantedBy
        self.reason = reason
        self.standsInFor = standsInFor
    }
}

extension RoleGrant {
    /// The grant that a proposal becomes when it is recorded.
    package init(_ proposal: GrantProposal, id: GrantID) {
        self.init(
            id: id, effect: proposal.effect, subject: proposal.subject, role: proposal.role, reach: proposal.reach,
            period: proposal.period, grantedBy: proposal.grantedBy, reason: proposal.reason,
            standsInFor: proposal.standsInFor)
    }

    /// All that it says but its number.
    package var proposal: GrantProposal {
        GrantProposal(
            effect: effect, subject: subject, role: role, reach: reach, period: period, grantedBy: grantedBy,
            reason: reason, standsInFor: standsInFor)
    }
}
