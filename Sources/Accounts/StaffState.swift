/// Whether a member of staff may use what the city gave them: their password, their directory's password, and all
/// that they have allowed by either.
package enum StaffState: String, Hashable, Sendable, CaseIterable {
    case active
    /// Works here no longer, as far as every directory says that told of them.
    case left
    /// Has signed in for so long in no way that the account is shut (TCVN 14423:2026 §5.6.2). Proof of the person opens
    /// it again: a sign-in with VNeID, or an administrator.
    case dormant

    /// After how long without a sign-in an account is dormant.
    package static let dormancy = Duration.hours(24 * 45)
}
