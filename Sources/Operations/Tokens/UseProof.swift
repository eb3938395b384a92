import Database
import Identity
import OpenIDConnect
import Storage

/// Uses up the proof of a request that presents a token at a resource of ours (RFC 9449 §11.1). Who presents one holds a good
/// token and the key that it is bound to: strangers write nothing.
package struct UseProof: Sendable {
    private let database: Database

    package init(_ installation: Installation) { database = installation.database }

    /// - Returns: `false` when it was used before.
    package func use(_ proof: DPoPProof, at now: Instant) async throws -> Bool {
        try await database.write { transaction in try transaction.usedProofs.use(proof.use, at: now) }
    }
}
