import Database
import Identity
import Permissions

/// What a session has to do with permissions: in which capacity its person acts, and which roles were used in it, as far
/// as one of them could shut out another (dynamic separation of duties).
extension Sessions {
    /// `nil` where none was chosen.
    package func persona(in session: SessionID) throws -> Persona? {
        try transaction.row("SELECT acting_as FROM sessions WHERE id = $1", .text(session.text))?
            .optional(0, "a persona") { Persona(text: $0) }
    }

    package func exercisedRoles(in session: SessionID) throws -> [RoleID] {
        var roles: [RoleID] = []
        let rows = try transaction.rows(
            "SELECT role FROM exercised_roles WHERE session = $1 ORDER BY since, role", .text(session.text))
        for row in rows { roles.append(try row.required(RoleID(try row.text(0)), "a role")) }
        return roles
    }
}

extension Sessions where Context == WriteTransaction {
    package func act(as persona: Persona, in session: SessionID) throws {
        try transaction.execute(
            "UPDATE sessions SET acting_as = $1 WHERE id = $2", .text(persona.text), .text(session.text))
    }

    /// Takes capacity, used roles and the platforms that know of it from one session over into the next.
    package func carry(from old: SessionID, to new: SessionID, at now: Instant) throws {
        try carryClients(from: old, to: new)
        try tellOfStrength(of: new, beyond: old, at: now)
        try transaction.execute(
            "UPDATE sessions SET acting_as = (SELECT acting_as FROM sessions WHERE id = $1) WHERE id = $2",
            .text(old.text), .text(new.text))
        try transaction.put(
            "INSERT INTO exercised_roles (session, role, since) SELECT $1, role, since FROM exercised_roles WHERE session = $2",
            .text(new.text), .text(old.text))
    }

    package func exercise(
        _ role: RoleID, in session: SessionID, at now: Instant
    ) throws {
        try transaction.put(
            "INSERT INTO exercised_roles (session, role, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            .text(session.text), .text(role.slug), .moment(now))
    }
}
