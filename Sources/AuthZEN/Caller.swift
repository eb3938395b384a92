import Identity
import Permissions

/// Somebody whom a question is about, in a capacity and perhaps in a session, as found in the records.
package struct Caller: Hashable, Sendable {
    package let person: PersonID
    package let persona: Persona
    /// What is known of whoever acts: of their identity, and, where there is a session, of the sign-in.
    package let assurance: SessionAssurance
    /// `nil` where no session is known, so that nothing can be remembered of it.
    package var session: Session?

    package init(person: PersonID, persona: Persona, assurance: SessionAssurance, session: Session? = nil) {
        self.person = person
        self.persona = persona
        self.assurance = assurance
        self.session = session
    }

    /// A session, and the roles that were used in it.
    package struct Session: Hashable, Sendable {
        package let id: SessionID
        package var exercised: [RoleID]

        package init(id: SessionID, exercised: [RoleID]) {
            self.id = id
            self.exercised = exercised
        }
    }
}

/// Why a subject of a platform's is nobody about whom it gets an answer. The raw values are what it hears.
package enum CallerRefusal: String, Error, Hashable, Sendable {
    /// Not one that this platform was told; or the account is disabled.
    case unknownSubject = "unknown_subject"
    case unknownPersona = "unknown_persona"
    /// Several posts are held, and neither the session nor the platform says which one is meant.
    case personaRequired = "persona_required"
    /// The session has chosen another post.
    case otherPersona = "other_persona"
    /// There is no such session of the person, or it has ended.
    case sessionEnded = "session_ended"
}
