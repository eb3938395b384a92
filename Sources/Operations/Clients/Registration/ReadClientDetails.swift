import Database
import OpenIDConnect
import Storage

/// What a client that registered itself says of itself, for the page on which people are asked about it.
package struct ReadClientDetails: Sendable {
    private let database: Database

    package init(_ installation: Installation) { database = installation.database }

    /// - Returns: `nil` for a client that an administrator has registered.
    package func details(of client: ClientID) async throws -> RegistrationDetails? {
        try await database.read { transaction in try transaction.clientRegistrations.find(client)?.details }
    }
}
