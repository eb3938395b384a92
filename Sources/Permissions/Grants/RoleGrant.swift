import Directory
import Identity

/// Who may use a role (or must not), where, for how long, and who says so. ("Grant" alone is OAuth's word.)
package struct RoleGrant: Dated, Hashable, Sendable {
    package let id: GrantID
    package let effect: Effect
    package let subject: GrantSubject
    package let role: RoleID
    package let reach: Reach
    package var period: Period
    /// Who answers for it; `nil` for the operators of the installation, at its command line, whom the audit log
    /// names. A stand-in is given by the person who is stood in for.
    package let grantedBy: PersonID?
    /// Why, in the words of whoever gave it.
    package let reason: String
    /// The grant for whose holder the subject stands in (giao quyền); `nil` for one in its own right. A
    /// stand-in has the role and reach of that grant, has an end, and counts only while the one who gave it
    /// still holds it.
    package let standsInFor: GrantID?

    package init(
        id: GrantID,
        effect: Effect = .permit,
        subject: GrantSubject,
        role: RoleID,
        reach: Reach,
        period: Period,
        grantedBy: PersonID?,
        reason: String,
        standsInFor: GrantID? = nil
    ) {
        self.id = id
        self.effect = effect
        self.subject = subject
        self.role = role
        self.reach = reach
        self.period = period
        self.grantedBy = grantedBy
        self.reason = reason
        self.standsInFor = standsInFor
    }

    package enum Effect: String, Hashable, Sendable, CaseIterable {
        case permit
        /// Takes the functions of the role away, whatever else gives them.
        case deny
    }
}
