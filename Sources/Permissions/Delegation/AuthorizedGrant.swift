/// A grant that somebody was found to have the right to give: the only kind that may be recorded in the name
/// of an administrator.
package struct AuthorizedGrant: Hashable, Sendable {
    package let grant: RoleGrant
    /// The grant under which the giver may give it; for a stand-in, the one that is stood in for; `nil` for what the
    /// operators give.
    package let under: GrantID?

    init(_ grant: RoleGrant, under: GrantID?) {
        self.grant = grant
        self.under = under
    }
}

/// The end of a grant that somebody was found to have the right to end.
package struct AuthorizedRevocation: Hashable, Sendable {
    package let grant: GrantID

    init(_ grant: GrantID) { self.grant = grant }
}
