import Database
import Identity
import OpenIDConnect

/// The proofs that were used, each of which counts once: on every node, as all of them write it down here. A row stays for as
/// long as its proof would count.
package struct UsedProofs<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var usedProofs: UsedProofs<Self> { UsedProofs(transaction: self) }
}

extension UsedProofs where Context == WriteTransaction {
    /// Uses a proof up.
    /// - Returns: `false` when it was used before.
    package func use(_ proof: ProofUse, at now: Instant) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO used_proofs (hash, ends_at) VALUES ($1, $2)
            ON CONFLICT (hash) DO UPDATE SET ends_at = excluded.ends_at WHERE used_proofs.ends_at <= $3
            """, .text(proof.hash), .moment(proof.end), .moment(now)) == 1
    }
}
