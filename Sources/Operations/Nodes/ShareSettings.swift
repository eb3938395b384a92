import Cryptography
import Database
import Keys
import Storage

/// The settings that all nodes share, in the records: one machine says them, and every other has them from there. What they say
/// is the business of who reads them.
package struct ShareSettings: Sendable {
    private let installation: Installation
    private let sealing: SecretSealing

    package init(_ installation: Installation, _ sealer: SecretSealer) {
        self.installation = installation
        sealing = SecretSealing(sealer)
    }

    /// Replaces those that are there.
    package func run(_ settings: [UInt8], _ act: Act) async throws {
        let sealed = try sealing.seal(settings: settings)
        try await installation.database.write { [sealing] transaction in
            try sealing.require(in: transaction)
            try transaction.sharedSettings.replace(with: sealed)
            try transaction.audit.append(act.event(.settingsShare))
        }
    }
}

/// Takes the settings out of the records again: each node has them for itself.
package struct UnshareSettings: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Returns: whether there were any.
    package func run(_ act: Act) async throws -> Bool {
        try await installation.database.write { transaction in
            guard try transaction.sharedSettings.remove() else { return false }
            try transaction.audit.append(act.event(.settingsUnshare))
            return true
        }
    }
}

/// What the records say to all nodes, as it stands there.
package struct SealedSettings: Sendable {
    private let text: String

    /// Reads them before anything else is known of an installation: what they say decides how it is opened. Records of an
    /// older version are read as they are.
    /// - Returns: `nil` where there are none.
    package init?(of records: RecordsLocation) async throws {
        let database = try Database(records, migrations: Schema.migrations, absence: .refuse, older: .leave)
        let text = try await database.read { transaction in
            try transaction.sharedSettings.haveTable ? transaction.sharedSettings.find() : nil
        }
        try database.close()
        guard let text else { return nil }
        self.text = text
    }

    /// - Throws: `KeyVaultError.wrongMasterKey`.
    package func open(by sealer: SecretSealer) throws -> [UInt8] { try SecretSealing(sealer).open(settings: text) }
}
