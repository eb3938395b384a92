import Audit
import Database
import Identity

/// Refusals of strangers, counted by the minute: who asks without being anybody costs no line of the audit log each.
package struct RefusalCounts<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var refusalCounts: RefusalCounts<Self> { RefusalCounts(transaction: self) }
}

/// What is counted together.
package struct CountedRefusal: Hashable, Sendable {
    /// The beginning of the minute.
    package let minute: Instant
    package let action: AuditEvent.Action
    /// Why, in a word of ours.
    package let code: String
    /// The network that the requests came from, `192.0.2.0/24`.
    package let network: String
    /// The client that was named, or empty.
    package let client: String
    /// The person whose account was named, or empty.
    package let person: String

    package init(
        minute: Instant, action: AuditEvent.Action, code: String, network: String, client: String, person: String
    ) {
        self.minute = minute
        self.action = action
        self.code = code
        self.network = network
        self.client = client
        self.person = person
    }
}

extension RefusalCounts where Context == WriteTransaction {
    package func add(_ refusal: CountedRefusal, _ number: Int) throws {
        try transaction.execute(
            """
            INSERT INTO refusal_counts (minute, action, code, network, client, person, number)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (minute, action, code, network, client, person)
            DO UPDATE SET number = refusal_counts.number + excluded.number
            """,
            .moment(refusal.minute), .text(refusal.action.rawValue), .text(refusal.code), .text(refusal.network),
            .text(refusal.client), .text(refusal.person), .integer(Int64(number)))
    }
}

extension WriteTransaction {
    /// Writes a few bytes, to see whether that is possible.
    package func probe(at now: Instant) throws {
        try execute("UPDATE write_probe SET written_at = $1", .integer(now.millisecondsSince1970))
    }
}
