import Database
import Keys
import Storage

/// Seals everything under another master key, keys and all of `Storage/SealedSecrets`, in one transaction: before it the old key
/// opens all of it, after it the new one does.
///
/// A server that runs meanwhile can open nothing new any more: it seals nothing (`SecretSealing.require`), and ends when it
/// looks at the keys next (`KeepKeys`).
package struct ResealSecrets: Sendable {
    private let installation: Installation
    private let old: KeyVault
    private let new: KeyVault

    package init(_ installation: Installation, from old: KeyVault, to new: KeyVault) {
        self.installation = installation
        self.old = old
        self.new = new
    }

    /// - Throws: `KeyVaultError.wrongMasterKey`, when something doesn't open with the old key; nothing is changed then.
    package func run(_ act: Act) async throws {
        try await installation.database.write { [old, new] transaction in
            let documents = KeyDocuments(try transaction.keyDocuments.all())
            guard !documents.isEmpty else { throw KeyVaultError.noKeys }
            let resealed = try new.resealing(documents, from: old, at: act.now)
            try transaction.keyDocuments.replace(with: resealed.texts, sealedBy: new.sealer.masterKeyID)
            let (before, after) = (SecretSealing(old.sealer), SecretSealing(new.sealer))
            for secret in try transaction.sealedSecrets.all() {
                try transaction.sealedSecrets.replace(secret, with: try after.reseal(secret, from: before))
            }
            try transaction.audit.append(act.event(.keyReseal))
        }
    }
}
