import Cryptography
import Database
import Keys
import Storage

/// Makes the key by which VNeID seals to us (profile `quirks`), in a file that isn't there yet.
package struct MakeUpstreamKey: Sendable {
    private let installation: Installation
    private let sealer: SecretSealer

    package init(_ installation: Installation, _ sealer: SecretSealer) {
        self.installation = installation
        self.sealer = sealer
    }

    /// - Returns: the public key, which VNeID is told.
    package func run(_ file: UpstreamKeyFile, _ act: Act) async throws -> RSAPublicKey {
        let key = try file.make(by: sealer)
        try await installation.database.write { transaction in
            try transaction.audit.append(act.event(.keyGeneration, object: "vneid"))
        }
        return key
    }
}
