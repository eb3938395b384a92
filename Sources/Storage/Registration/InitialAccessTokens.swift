import Database
import Identity
import OpenIDConnect

/// The tokens by which clients register themselves, by their hashes.
package struct InitialAccessTokens<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var initialAccessTokens: InitialAccessTokens<Self> { InitialAccessTokens(transaction: self) }
}

extension InitialAccessTokens {
    /// The one that is presented, if it counts.
    package func find(_ hash: InitialAccessTokenHash, at now: Instant) throws -> InitialAccess? {
        try transaction.row(
            "\(select) WHERE hash = $1 AND uses_left > 0 AND ends_at > $2", .text(hash.text), .moment(now)
        ).map(Self.access)
    }

    /// All that are kept, those that end soonest first.
    package func all() throws -> [InitialAccess] {
        try transaction.rows("\(select) ORDER BY ends_at, id").map(Self.access)
    }

    private var select: String { "SELECT id, name, uses_left, ends_at FROM initial_access_tokens" }

    private static func access(_ row: Row) throws -> InitialAccess {
        InitialAccess(
            id: InitialAccessID(try row.text(0)), name: try row.text(1), usesLeft: Int(clamping: try row.integer(2)),
            end: try row.moment(3))
    }
}

extension InitialAccessTokens where Context == WriteTransaction {
    package func add(_ hash: InitialAccessTokenHash, _ access: InitialAccess) throws {
        try transaction.execute(
            "INSERT INTO initial_access_tokens (id, hash, name, uses_left, ends_at) VALUES ($1, $2, $3, $4, $5)",
            .text(access.id.text), .text(hash.text), .text(access.name), .integer(Int64(access.usesLeft)),
            .moment(access.end))
    }

    /// Takes one of its uses, if it counts: of those who come at once, no more get one than there are.
    /// - Returns: the id of the token; `nil` when it doesn't count.
    package func use(_ hash: InitialAccessTokenHash, at now: Instant) throws -> InitialAccessID? {
        try transaction.row(
            """
            UPDATE initial_access_tokens SET uses_left = uses_left - 1
            WHERE hash = $1 AND uses_left > 0 AND ends_at > $2 RETURNING id
            """, .text(hash.text), .moment(now)
        ).map { row in InitialAccessID(try row.text(0)) }
    }

    /// - Returns: `false` when there is none of this id.
    package func remove(_ id: InitialAccessID) throws -> Bool {
        try transaction.execute("DELETE FROM initial_access_tokens WHERE id = $1", .text(id.text)) == 1
    }
}

extension Schema {
    static let clientRegistration = [
        """
        CREATE TABLE initial_access_tokens (
            id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, uses_left BIGINT NOT NULL,
            ends_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX initial_access_tokens_by_age ON initial_access_tokens (ends_at)",
        """
        CREATE TABLE client_registrations (
            client_id TEXT PRIMARY KEY, token_hash TEXT NOT NULL, former_token_hash TEXT, origin TEXT NOT NULL,
            details TEXT NOT NULL, registered_at BIGINT NOT NULL
        )
        """,
    ]
}
