import Audit
import Database
import Identity
import Keys
import Storage

/// Opens the keys that the records keep, and makes none. Versions before kept them in a folder: where the records have no
/// keys, those of the folder are taken into them, once, if they are the records' own; from then on nobody looks there.
package struct OpenKeys: Sendable {
    private let installation: Installation
    private let vault: KeyVault
    private let folder: KeyFolder

    /// - Parameter folder: where versions before kept them.
    package init(_ installation: Installation, _ vault: KeyVault, formerly folder: KeyFolder) {
        self.installation = installation
        self.vault = vault
        self.folder = folder
    }

    package enum Outcome: Sendable {
        case opened(ProviderSecrets)
        /// They were in the folder until now.
        case adopted(ProviderSecrets)
        /// Those of the folder aren't the records'.
        case foreign(ConfirmSecrets.Discrepancy)
    }

    /// - Throws: `KeyVaultError`.
    package func run(_ act: Act) async throws -> Outcome {
        if let secrets = try await present() { return .opened(secrets) }
        let former = try folder.documents()
        let secrets = try await onOwnThread { [vault] in try vault.openFormer(former, at: act.now) }
        let fingerprints = secrets.opened.fingerprints
        let outcome = try await installation.database.write { [vault] transaction -> Outcome? in
            // Another node was quicker.
            guard try transaction.keyDocuments.all().isEmpty else { return nil }
            if let discrepancy = ConfirmSecrets.Discrepancy(
                fingerprints, recorded: try transaction.secretFingerprints.all())
            {
                return .foreign(discrepancy)
            }
            // A resealing of a version before that was broken off has left them to another key than the folder's.
            let seals = SecretSealing(vault.sealer)
            for secret in try transaction.sealedSecrets.all(limit: 1) { try seals.requireOpen(secret) }
            try transaction.keyDocuments.replace(
                with: secrets.documents.texts, sealedBy: vault.sealer.masterKeyID)
            try transaction.audit.append(act.event(.secretsRecord, object: "keys"))
            return .adopted(secrets.opened)
        }
        if let outcome { return outcome }
        guard let secrets = try await present() else { throw KeyVaultError.noKeys }
        return .opened(secrets)
    }

    /// The same of records that nothing is to be written to.
    package func look(at now: Instant) async throws -> ProviderSecrets {
        if let secrets = try await present() { return secrets }
        let former = try folder.documents()
        return try await onOwnThread { [vault] in try vault.openFormer(former, at: now).opened }
    }

    /// The keys of the records, and without them those of the folder, without opening anything.
    package static func list(_ installation: Installation, formerly folder: KeyFolder) async throws -> [KeyListing] {
        let documents = try await installation.keyDocuments()
        return try KeyVault.list(documents.isEmpty ? folder.documents() : documents)
    }

    private func present() async throws -> ProviderSecrets? {
        let documents = try await installation.keyDocuments()
        guard !documents.isEmpty else { return nil }
        return try await onOwnThread { [vault] in try vault.open(documents) }
    }
}

extension Installation {
    func keyDocuments() async throws -> KeyDocuments {
        KeyDocuments(try await database.read { transaction in try transaction.keyDocuments.all() })
    }
}

extension KeyVault {
    /// Opens the documents of a folder, and makes those of the records of them.
    fileprivate func openFormer(
        _ documents: KeyDocuments, at now: Instant
    ) throws(KeyVaultError) -> (documents: KeyDocuments, opened: ProviderSecrets) {
        guard !documents.isEmpty else { throw .noKeys }
        let taken = try resealing(documents, from: self, at: now)
        return (taken, try open(taken))
    }
}
