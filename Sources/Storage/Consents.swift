import Database
import Identity
import OpenIDConnect

/// What people have agreed to.
package struct Consents<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var consents: Consents<Self> { Consents(transaction: self) }
}

extension Consents {
    /// The scopes that a person has released to a client.
    package func scopes(of person: PersonID, to client: ClientID) throws -> Set<Scope> {
        let row = try transaction.row(
            "SELECT scopes FROM consents WHERE person = $1 AND client_id = $2", .text(person.text),
            .text(client.text))
        return try row?.scopes(0) ?? []
    }
}

extension Consents {
    /// All that a person has agreed to, by client.
    package func all(of person: PersonID) throws -> [(client: ClientID, scopes: Set<Scope>, givenAt: Instant)] {
        try transaction.rows(
            "SELECT client_id, scopes, given_at FROM consents WHERE person = $1 ORDER BY client_id", .text(person.text)
        ).map { row in (try row.clientID(0), try row.scopes(1), try row.moment(2)) }
    }
}

extension Consents where Context == WriteTransaction {
    /// Takes back what a person has agreed to at a client.
    /// - Returns: `false` where there was nothing.
    package func withdraw(of person: PersonID, from client: ClientID) throws -> Bool {
        try transaction.execute(
            "DELETE FROM consents WHERE person = $1 AND client_id = $2", .text(person.text), .text(client.text)) == 1
    }

    /// Lets somebody have agreed to what another agreed to, who is the same human.
    package func adopt(of other: PersonID, by person: PersonID) throws {
        let rows = try transaction.rows(
            "SELECT client_id, scopes, given_at FROM consents WHERE person = $1", .text(other.text))
        for row in rows {
            try record(of: person, to: try row.clientID(0), scopes: try row.scopes(1), at: try row.moment(2))
        }
    }

    /// Forgets what somebody agreed to at the clients to which another agreed too: whose consent it was can't be told
    /// any more, so they are asked again.
    package func forget(of person: PersonID, where other: PersonID) throws {
        try transaction.execute(
            """
            DELETE FROM consents
            WHERE person = $1 AND client_id IN (SELECT client_id FROM consents WHERE person = $2)
            """, .text(person.text), .text(other.text))
    }

    package func record(
        of person: PersonID, to client: ClientID, scopes: Set<Scope>, at now: Instant
    ) throws {
        let all = try self.scopes(of: person, to: client).union(scopes)
        try transaction.put(
            """
            INSERT INTO consents (person, client_id, scopes, given_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (person, client_id) DO UPDATE SET scopes = excluded.scopes, given_at = excluded.given_at
            """, .text(person.text), .text(client.text), .scopes(all), .moment(now))
    }
}
