import Database
import Identity
import OpenIDConnect
import Wire

/// The clients that registered themselves, and by what they may go on to.
package struct ClientRegistrations<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var clientRegistrations: ClientRegistrations<Self> { ClientRegistrations(transaction: self) }
}

extension ClientRegistrations {
    package func find(_ client: ClientID) throws -> RegistrationRecord? {
        let row = try transaction.row(
            """
            SELECT token_hash, former_token_hash, origin, details, registered_at FROM client_registrations
            WHERE client_id = $1
            """, .text(client.text))
        return try row.map { row in
            RegistrationRecord(
                client: client, token: RegistrationAccessTokenHash(stored: try row.text(0)),
                formerToken: try row.optionalText(1).map(RegistrationAccessTokenHash.init(stored:)),
                origin: InitialAccessID(try row.text(2)),
                details: try row.required(Self.details(try row.text(3)), "what a client says of itself"),
                registeredAt: try row.moment(4))
        }
    }

    /// Whether a client registered itself, so that nobody of the city answers for its addresses.
    package func isThere(_ client: ClientID) throws -> Bool {
        try transaction.row("SELECT 1 FROM client_registrations WHERE client_id = $1", .text(client.text)) != nil
    }

    private static func details(_ text: String) -> RegistrationDetails? {
        guard let json = try? JSONReader.readObject(Array(text.utf8)) else { return nil }
        return try? RegistrationDetails(json)
    }
}

extension ClientRegistrations where Context == WriteTransaction {
    package func add(_ record: RegistrationRecord) throws {
        try transaction.execute(
            """
            INSERT INTO client_registrations (client_id, token_hash, former_token_hash, origin, details, registered_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """, .text(record.client.text), .text(record.token.text), .text(record.formerToken?.text),
            .text(record.origin.text), .text(Self.text(record.details)), .moment(record.registeredAt))
    }

    /// Writes down what an update says, and gives the registration another token beside the one that it came with.
    /// - Returns: `false` when the one that it came with counts no longer.
    package func replace(
        _ details: RegistrationDetails, of client: ClientID, token: RegistrationAccessTokenHash,
        presented: RegistrationAccessTokenHash
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE client_registrations SET details = $1, token_hash = $2, former_token_hash = $3
            WHERE client_id = $4 AND (token_hash = $3 OR former_token_hash = $3)
            """, .text(Self.text(details)), .text(token.text), .text(presented.text), .text(client.text)) == 1
    }

    /// Ends the token before the one that is presented: who shows the new one has got it.
    package func endFormerToken(of client: ClientID, presented: RegistrationAccessTokenHash) throws {
        try transaction.execute(
            "UPDATE client_registrations SET former_token_hash = NULL WHERE client_id = $1 AND token_hash = $2",
            .text(client.text), .text(presented.text))
    }

    private static func text(_ details: RegistrationDetails) -> String {
        String(decoding: JSONWriter.write(details.json), as: UTF8.self)
    }
}
