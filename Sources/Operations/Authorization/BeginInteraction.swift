import Accounts
import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage

/// Keeps a demand until a person has done what it needs.
package struct BeginInteraction: Sendable {
    private let database: Database
    private let random: any RandomSource

    package init(_ installation: Installation) {
        database = installation.database
        random = installation.random
    }

    package func begin(
        _ source: Interaction.Source, for client: ClientID, browser: BrowserSecret<BrowserCookie>, at now: Instant
    ) async throws -> InteractionID {
        let interaction = Interaction(
            id: InteractionID(random: random), source: source, clientID: client,
            progress: Interaction.Progress(startedAt: now), isComplete: false)
        try await database.write { transaction in
            try transaction.interactions.begin(interaction, browser: browser)
        }
        return interaction.id
    }

    /// Whose code a person has typed: a device that still waits, of a client that may have one.
    package func device(_ code: UserCode, at now: Instant) async throws -> DeviceAuthorization? {
        try await database.read { transaction in
            guard let device = try transaction.devicesWaiting.find(code.hash), device.isPending(at: now) else {
                return nil
            }
            return device
        }
    }
}
