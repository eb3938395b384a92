import OpenIDConnect
import Storage

/// What is kept of a client's mistakes, for those who set it up.
package struct ReadClientMistakes: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// The latest first.
    package func all(of client: ClientID) async throws -> [ClientMistakeCount] {
        try await installation.database.read { transaction in try transaction.clientMistakes.all(of: client) }
    }
}
