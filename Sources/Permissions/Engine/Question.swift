import Directory
import Identity

/// May this person, acting so, in such a session, use that function at that unit in that moment?
package struct Question: Hashable, Sendable {
    package var person: PersonID
    package var persona: Persona
    package var function: FunctionID
    package var unit: UnitID
    package var moment: Instant
    package var session: SessionAssurance
    /// The roles that were used in this session before: what `Permit.role` said then.
    package var exercised: [RoleID]

    package init(
        person: PersonID,
        persona: Persona = .staff,
        function: FunctionID,
        unit: UnitID,
        moment: Instant,
        session: SessionAssurance,
        exercised: [RoleID] = []
    ) {
        self.person = person
        self.persona = persona
        self.function = function
        self.unit = unit
        self.moment = moment
        self.session = session
        self.exercised = exercised
    }
}

/// What is known of whoever sits at a session: the level of the identity, the strength of the sign-in and its
/// moment.
package struct SessionAssurance: Hashable, Sendable {
    package var identity: IdentityLevel?
    package var authentication: AuthenticationLevel
    package var authenticatedAt: Instant

    package init(identity: IdentityLevel?, authentication: AuthenticationLevel, authenticatedAt: Instant) {
        self.identity = identity
        self.authentication = authentication
        self.authenticatedAt = authenticatedAt
    }

    /// The best that a session can be, for questions about rights apart from any session ("who can …").
    package static func best(at moment: Instant) -> SessionAssurance {
        SessionAssurance(identity: .two, authentication: .four, authenticatedAt: moment)
    }
}
