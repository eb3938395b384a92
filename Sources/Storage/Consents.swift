import Database
import Identity
import OpenIDConnect

/// What people have agreed to.
extension Transaction {
    /// The scopes that a person has released to a client.
    package func consent(of person: PersonID, to client: ClientID) throws(DatabaseError) -> Set<Scope> {
        let row = try row(
            "SELECT scopes FROM consents WHERE person = $1 AND client_id = $2", .text(person.text),
            .text(client.text))
        return try row?.scopes(0) ?? []
    }
}

extension WriteTransaction {
    package func recordConsent(
        of person: PersonID, to client: ClientID, scopes: Set<Scope>, at now: Instant
    ) throws(DatabaseError) {
        let all = try consent(of: person, to: client).union(scopes)
        try execute(
            """
            INSERT INTO consents (person, client_id, scopes, given_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (person, client_id) DO UPDATE SET scopes = excluded.scopes, given_at = excluded.given_at
            """, .text(person.text), .text(client.text), .scopes(all), .moment(now))
    }
}
