import Database
import Identity
import OpenIDConnect

/// Which mistakes registered clients have made: a row for each client and mistake, however often it is made.
package struct ClientMistakes<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var clientMistakes: ClientMistakes<Self> { ClientMistakes(transaction: self) }
}

extension ClientMistakes {
    /// Those of a client, the latest first. What a newer version has written and this one doesn't know isn't among them.
    package func all(of client: ClientID) throws -> [ClientMistakeCount] {
        try transaction.rows(
            """
            SELECT mistake, number, first_at, last_at FROM client_mistakes WHERE client_id = $1
            ORDER BY last_at DESC, mistake
            """, .text(client.text)
        ).compactMap { row in
            guard let mistake = ClientMistake(rawValue: try row.text(0)) else { return nil }
            return ClientMistakeCount(
                mistake, number: Int(clamping: try row.integer(1)), firstAt: try row.moment(2),
                lastAt: try row.moment(3))
        }
    }
}

extension ClientMistakes where Context == WriteTransaction {
    /// Adds to a client's count; of an id that isn't registered nothing is kept.
    package func add(_ count: ClientMistakeCount, of client: ClientID) throws {
        guard
            try transaction.row(
                "SELECT 1 FROM clients WHERE id = $1 AND removed_at IS NULL", .text(client.text)) != nil
        else { return }
        try transaction.execute(
            """
            INSERT INTO client_mistakes (client_id, mistake, number, first_at, last_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (client_id, mistake) DO UPDATE SET number = client_mistakes.number + excluded.number,
                last_at = excluded.last_at
            """, .text(client.text), .text(count.mistake.rawValue), .integer(Int64(count.number)),
            .moment(count.firstAt), .moment(count.lastAt))
    }
}
