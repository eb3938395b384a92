import Identity
import JOSE
import Keys

/// Lets a next key sign before the schedule would.
package struct ActivateKey: Sendable {
    private let installation: Installation
    private let vault: KeyVault

    package init(_ installation: Installation, _ vault: KeyVault) {
        self.installation = installation
        self.vault = vault
    }

    /// - Parameter publication: how long it must have been published; `nil` for a key that is needed at once.
    /// - Returns: the key that signed until now, which is retired.
    package func run(
        _ key: KeyID, publishedFor publication: Duration?, _ act: Act
    ) async throws -> Result<KeyID?, KeyRefusal> {
        try await installation.settleKeys(of: vault, act, .keyActivation, object: key.value) { change, transaction in
            let retired = try change.states.activate(key, publishedFor: publication, at: act.now)
            try transaction.record(.keyActivation, key, act)
            try transaction.record(.keyRetirement, retired, act)
            return retired
        }
    }
}
