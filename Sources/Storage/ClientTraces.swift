import Database
import Identity
import OpenIDConnect

/// What a client's behaviour has left in the records.
package struct ClientTraces<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var clientTraces: ClientTraces<Self> { ClientTraces(transaction: self) }
}

extension ClientTraces {
    /// Of the codes that are remembered, how many there are, and how many of their requests had a challenge, or a nonce.
    package func codes(of client: ClientID) throws -> (all: Int, withChallenge: Int, withNonce: Int) {
        try counts("COUNT(*), COUNT(code_challenge), COUNT(nonce) FROM authorization_codes", client)
    }

    /// Of the ends of sessions of which it was to be told lately: those that it took, those that were given up, and those that
    /// it has refused so far.
    package func logouts(of client: ClientID) throws -> (delivered: Int, givenUp: Int, waiting: Int) {
        try counts(
            """
            COUNT(CASE WHEN outcome = 'delivered' THEN 1 END), COUNT(CASE WHEN outcome = 'given-up' THEN 1 END),
                COUNT(CASE WHEN outcome IS NULL AND failure IS NOT NULL THEN 1 END)
            FROM logout_notices
            """, client)
    }

    /// How often somebody was refused by a word of ours, in requests that showed what was given to the client.
    package func refusals(_ word: String, of client: ClientID, since: Instant) throws -> Int {
        let row = try transaction.row(
            "SELECT COALESCE(SUM(number), 0) FROM refusal_counts WHERE code = $1 AND client = $2 AND minute >= $3",
            .text(word), .text(client.text), .moment(since))
        return Int(clamping: try row?.integer(0) ?? 0)
    }

    private func counts(_ selection: String, _ client: ClientID) throws -> (Int, Int, Int) {
        let row = try transaction.row("SELECT \(selection) WHERE client_id = $1", .text(client.text))
        guard let row else { throw DatabaseError.corruptRecord("a count") }
        return (
            Int(clamping: try row.integer(0)), Int(clamping: try row.integer(1)), Int(clamping: try row.integer(2))
        )
    }
}
