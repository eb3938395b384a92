import Database
import Identity

/// By what the secrets are known that these records were made with: a hash of each, of which nobody learns the secret.
/// Other keys or another pairwise secret beside these records would make strangers of all people; see `ConfirmSecrets`.
package struct SecretFingerprints<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var secretFingerprints: SecretFingerprints<Self> { SecretFingerprints(transaction: self) }
}

/// What a fingerprint is of.
package enum FingerprintedSecret: Hashable, Sendable {
    case pairwise
    /// A signing key, by its `kid`.
    case signingKey(String)
}

extension SecretFingerprints {
    /// Those that are recorded and not forgotten.
    package func all() throws -> [FingerprintedSecret: String] {
        var all: [FingerprintedSecret: String] = [:]
        for row in try transaction.rows("SELECT key_id, fingerprint FROM secret_fingerprints") {
            let id = try row.text(0)
            all[id.isEmpty ? .pairwise : .signingKey(id)] = try row.text(1)
        }
        return all
    }
}

extension SecretFingerprints where Context == WriteTransaction {
    /// Records a secret's fingerprint.
    /// - Returns: whether it wasn't recorded yet; one that is stays as it is.
    @discardableResult
    package func record(_ secret: FingerprintedSecret, _ fingerprint: String, at now: Instant) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO secret_fingerprints (key_id, fingerprint, recorded_at) VALUES ($1, $2, $3)
            ON CONFLICT (key_id) DO NOTHING
            """, .text(secret.column), .text(fingerprint), .moment(now)) == 1
    }

    /// Forgets a signing key that was removed: it is missed no more.
    /// - Returns: whether it was recorded.
    package func forget(signingKey id: String) throws -> Bool {
        try transaction.execute("DELETE FROM secret_fingerprints WHERE key_id = $1 AND key_id <> ''", .text(id)) == 1
    }
}

extension FingerprintedSecret {
    /// A `kid` is never empty.
    fileprivate var column: String {
        switch self {
        case .pairwise: ""
        case .signingKey(let id): id
        }
    }
}
