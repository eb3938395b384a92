import Database
import Keys
import Storage

/// Gives records that have no keys the keys of a new installation: an event for each, and their fingerprints.
package struct InstallKeys: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// Whether the records are as new as they can be: nothing was ever written down in them. Those without keys that
    /// something was written down in have lost theirs.
    package func isDue() async throws -> Bool {
        try await installation.database.read { transaction in try transaction.isUnused }
    }

    /// - Returns: whether they were given; otherwise nothing is changed.
    package func run(_ keys: FreshKeys, _ act: Act) async throws -> Bool {
        let fingerprints = keys.secrets.fingerprints
        return try await installation.database.write { transaction in
            guard try transaction.isUnused else { return false }
            try transaction.keyDocuments.replace(
                with: keys.documents.texts, sealedBy: keys.secrets.sealer.masterKeyID)
            for key in keys.ids { try transaction.record(.keyGeneration, key, act) }
            try transaction.record(fingerprints, act)
            return true
        }
    }
}

extension Transaction {
    fileprivate var isUnused: Bool {
        get throws { try keyDocuments.all().isEmpty && secretFingerprints.all().isEmpty && audit.lastNumber() == 0 }
    }
}
