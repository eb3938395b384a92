import Database
import Identity
import OpenIDConnect

/// The assertions of other issuers that were used, each of which counts once, on every node. Only a hash of issuer and `jti` is
/// kept, for as long as the assertion would count.
package struct UsedAssertions<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var usedAssertions: UsedAssertions<Self> { UsedAssertions(transaction: self) }
}

extension UsedAssertions where Context == WriteTransaction {
    /// Uses an assertion up.
    /// - Returns: `false` when it was used before.
    package func use(_ assertion: VerifiedAssertion, at now: Instant) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO used_assertions (hash, ends_at) VALUES ($1, $2)
            ON CONFLICT (hash) DO UPDATE SET ends_at = excluded.ends_at WHERE used_assertions.ends_at <= $3
            """, .text(assertion.useHash), .moment(assertion.end), .moment(now)) == 1
    }
}

extension Schema {
    static let assertions = [
        "CREATE TABLE used_assertions (hash TEXT PRIMARY KEY NOT NULL, ends_at BIGINT NOT NULL)",
        "CREATE INDEX used_assertions_by_end ON used_assertions (ends_at)",
        "ALTER TABLE authorizations ADD COLUMN asserted_by TEXT",
    ]

    static let signedUserInfo = ["ALTER TABLE clients ADD COLUMN userinfo_alg TEXT"]
}
