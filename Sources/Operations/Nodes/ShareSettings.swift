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

    /// - Returns: `nil` where there are none.
    /// - Throws: `KeyVaultError.wrongMasterKey`.
    package func find() async throws -> [UInt8]? {
        let sealed = try await installation.database.read { transaction in try transaction.sharedSettings.find() }
        return try sealed.map(sealing.open(settings:))
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

extension Installation {
    /// Whether settings stand in the records, which the master key opens.
    package func sharesSettings() async throws -> Bool {
        try await database.read { transaction in try transaction.sharedSettings.find() != nil }
    }
}
