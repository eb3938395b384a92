import Identity
import OpenIDConnect
import Storage
import Wire

/// Gives out a token by which somebody may register clients, so many and so long.
package struct IssueInitialAccessToken: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Parameters:
    ///   - name: for whom it is.
    ///   - uses: for how many clients, `InitialAccess.usesLimit` at most.
    ///   - life: for how long, `InitialAccess.longestLife` at most.
    /// - Returns: the token, which is known in this moment only, and what is kept of it.
    package func run(
        for name: PlainLine, uses: Int, life: Duration, _ act: Act
    ) async throws -> (token: InitialAccessToken, access: InitialAccess) {
        let token = InitialAccessToken(random: installation.random)
        let access = InitialAccess(
            id: InitialAccessID(random: installation.random), name: name.text,
            usesLeft: min(max(uses, 1), InitialAccess.usesLimit), end: act.now + min(life, InitialAccess.longestLife))
        try await installation.database.write { transaction in
            try transaction.initialAccessTokens.add(token.hash, access)
            try transaction.audit.append(act.event(.initialAccessTokenAdd, object: access.id.text))
        }
        return (token, access)
    }
}
