import Database
import Identity

/// The private keys by which VNeID seals to us (profile `quirks` of Documentation/VNEID.md), each sealed under the master key:
/// one, or two while VNeID goes over to the newer.
package struct EnvelopeKeys<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var envelopeKeys: EnvelopeKeys<Self> { EnvelopeKeys(transaction: self) }
}

/// One of them as it is kept.
package struct SealedEnvelopeKey: Hashable, Sendable {
    /// Higher than that of any before it.
    package let number: Int64
    package let text: String

    package init(number: Int64, text: String) {
        self.number = number
        self.text = text
    }
}

extension EnvelopeKeys {
    /// The newest first.
    package func all() throws -> [SealedEnvelopeKey] {
        try transaction.rows("SELECT number, sealed FROM envelope_keys ORDER BY number DESC").map { row in
            SealedEnvelopeKey(number: try row.integer(0), text: try row.text(1))
        }
    }
}

extension EnvelopeKeys where Context == WriteTransaction {
    package func add(_ key: SealedEnvelopeKey) throws {
        try transaction.execute(
            "INSERT INTO envelope_keys (number, sealed) VALUES ($1, $2)", .integer(key.number), .text(key.text))
    }

    package func remove(_ number: Int64) throws {
        try transaction.execute("DELETE FROM envelope_keys WHERE number = $1", .integer(number))
    }
}

extension Schema {
    static let envelopeKeys: [SchemaStatement] = [
        "CREATE TABLE envelope_keys (number BIGINT PRIMARY KEY NOT NULL, sealed TEXT NOT NULL)"
    ]
}
