/// A proposal that somebody was found to have the right to make: the only kind of which a grant may be recorded in the
/// name of an administrator.
package struct AuthorizedGrant: Hashable, Sendable {
    package let proposal: GrantProposal
    /// The grant under which the giver may give it; for a stand-in, the one that is stood in for; `nil` for what the
    /// operators give.
    package let under: GrantID?

    init(_ proposal: GrantProposal, under: GrantID?) {
        self.proposal = proposal
        self.under = under
    }
}

/// The end of a grant that somebody was found to have the right to end.
package struct AuthorizedRevocation: Hashable, Sendable {
    package let grant: GrantID

    init(_ grant: GrantID) { self.grant = grant }
}
