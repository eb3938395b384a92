import OpenIDConnect
import Storage

/// The tokens by which clients may register themselves, as far as they are kept: none of them can be read from here.
package struct GivenInitialAccessTokens: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// Those that end soonest first.
    package func all() async throws -> [InitialAccess] {
        try await installation.database.read { transaction in try transaction.initialAccessTokens.all() }
    }
}
