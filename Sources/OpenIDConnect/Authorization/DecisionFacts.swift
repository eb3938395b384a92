import Identity

/// All that `NextStep` decides by, beside the demand itself: read together, in one transaction.
package struct DecisionFacts: Hashable, Sendable {
    /// The browser's live session, if there is one and the demand may be answered about its person.
    package let session: Session?
    /// That of this demand's interaction; `nil` when the demand has just come in.
    package let progress: Interaction.Progress?
    /// The scopes that the person has agreed to for this client before; none where the client needs no agreement.
    package let consented: Set<Scope>
    /// Whether the demand is about a post, and the person holds several and hasn't chosen.
    package let mustChoosePost: Bool
    /// What a sign-in that was begun in this interaction still needs; `nil` when none was begun, or it is done.
    package let unfinished: SignInStep?

    /// A live session, as far as decisions go.
    package struct Session: Hashable, Sendable {
        package let id: SessionID
        package let authentication: Authentication

        package init(id: SessionID, authentication: Authentication) {
            self.id = id
            self.authentication = authentication
        }
    }

    package init(
        session: Session?, progress: Interaction.Progress?, consented: Set<Scope> = [], mustChoosePost: Bool = false,
        unfinished: SignInStep? = nil
    ) {
        self.session = session
        self.progress = progress
        self.consented = consented
        self.mustChoosePost = mustChoosePost
        self.unfinished = unfinished
    }

    // What was answered counts for the session that it was answered in, and for no other.

    /// Whether the session was opened by a sign-in of this interaction.
    var hasSignedInHere: Bool { isOfSession(progress?.signedInSession) }
    /// Signing in is choosing, and so is saying to go on.
    var hasChosenAccount: Bool { hasSignedInHere || isOfSession(progress?.accountConfirmedIn) }
    var hasConsentedHere: Bool { isOfSession(progress?.consentGivenIn) }

    private func isOfSession(_ id: SessionID?) -> Bool { id != nil && id == session?.id }
}
