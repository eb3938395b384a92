import Database
import Identity
import OpenIDConnect
import Wire

/// What token exchanges have made (RFC 8693), in columns of the authorizations: it ends with the token that was exchanged,
/// and with all that this goes back to.
extension Schema {
    static let tokenExchange = [
        "ALTER TABLE authorizations ADD COLUMN exchanged_from TEXT",
        "ALTER TABLE authorizations ADD COLUMN exchanged_to TEXT",
        "ALTER TABLE authorizations ADD COLUMN exchange_root TEXT",
        "ALTER TABLE authorizations ADD COLUMN actors TEXT",
        "ALTER TABLE authorizations ADD COLUMN passed_by TEXT",
        "ALTER TABLE authorizations ADD COLUMN known_sector TEXT",
        """
        CREATE INDEX authorizations_exchanged ON authorizations (exchanged_from) WHERE exchanged_from IS NOT NULL
        """,
        """
        CREATE INDEX authorizations_of_root ON authorizations (exchange_root) WHERE exchange_root IS NOT NULL
        """,
        "ALTER TABLE clients ADD COLUMN exchange_mode TEXT NOT NULL DEFAULT 'delegation'",
        "ALTER TABLE clients ADD COLUMN may_act TEXT NOT NULL DEFAULT ''",
    ]
}

extension AuthorizationColumns {
    /// Those of an exchange, the first of them empty where there was none.
    static let ofExchange =
        "a.exchanged_from, a.exchanged_to, a.exchange_root, a.actors, a.passed_by, a.known_sector, a.is_offline"
    static let countOfExchange = 7
}

extension Row {
    /// `AuthorizationColumns.ofExchange`, from a column on.
    func exchange(_ column: Int) throws -> TokenExchange? {
        guard let source = try optionalText(column) else { return nil }
        let sector = try text(column + 5)
        return TokenExchange(
            source: TokenID(stored: source), token: TokenID(stored: try text(column + 1)),
            root: AuthorizationID(stored: try text(column + 2)), actors: try clientIDs(column + 3),
            passedBy: try clientIDs(column + 4), subjectType: sector.isEmpty ? .public : .pairwise(sector: sector),
            isOffline: try flag(column + 6))
    }

    /// Two columns: how a client exchanges tokens, and who may act by its own.
    func exchangeRules(_ column: Int) throws -> ExchangeRules {
        ExchangeRules(
            mode: try required(ExchangeMode(rawValue: try text(column)), "a mode of token exchange"),
            mayAct: try clientIDs(column + 1))
    }

    /// Names of clients, separated by spaces.
    func clientIDs(_ column: Int) throws -> [ClientID] {
        try text(column).split(separator: " ").map { try required(ClientID(String($0)), "a client's id") }
    }
}

extension SQLValue {
    /// Names of clients, separated by spaces, of which they have none.
    static func clientIDs(_ ids: [ClientID]) -> SQLValue { .text(ids.map(\.text).joined(separator: " ")) }

    /// The columns of an exchange but for `is_offline`, which every authorization has: empty where there was none.
    static func columns(of exchange: TokenExchange?) -> [SQLValue] {
        guard let exchange else { return Array(repeating: .null, count: 6) }
        return [
            .text(exchange.source.text), .text(exchange.token.text), .text(exchange.root.text),
            .clientIDs(exchange.actors), .clientIDs(exchange.passedBy), .sector(of: exchange.subjectType),
        ]
    }

    private static func sector(of type: SubjectType) -> SQLValue {
        switch type {
        case .pairwise(let sector): .text(sector)
        case .public: .text("")
        }
    }
}

extension Authorizations where Context == WriteTransaction {
    /// Ends what goes back to an authorization by exchanges.
    func revokeExchanged(from root: AuthorizationID, at now: Instant) throws {
        try transaction.execute(
            "UPDATE authorizations SET revoked_at = $1 WHERE exchange_root = $2 AND revoked_at IS NULL",
            .moment(now), .text(root.text))
    }

    /// Ends what goes back to one access token by exchanges.
    func revokeExchanged(from token: TokenID, at now: Instant) throws {
        try transaction.execute(
            """
            WITH RECURSIVE made (token) AS (
                SELECT exchanged_to FROM authorizations WHERE exchanged_from = $1
                UNION
                SELECT a.exchanged_to FROM authorizations a JOIN made m ON a.exchanged_from = m.token)
            UPDATE authorizations SET revoked_at = $2
            WHERE revoked_at IS NULL AND (exchanged_from = $1 OR exchanged_from IN (SELECT token FROM made))
            """, .text(token.text), .moment(now))
    }

    /// Ends what a person's tokens were exchanged for that have passed a client.
    func revokeExchanged(of person: PersonID, passedBy client: ClientID, at now: Instant) throws {
        let rows = try transaction.rows(
            """
            SELECT id, passed_by FROM authorizations
            WHERE person = $1 AND exchanged_from IS NOT NULL AND revoked_at IS NULL ORDER BY id
            """, .text(person.text))
        for row in rows where try row.clientIDs(1).contains(client) {
            try transaction.execute(
                "UPDATE authorizations SET revoked_at = $1 WHERE id = $2", .moment(now), .text(try row.text(0)))
        }
    }
}

extension Clients {
    /// The clients that answer for a resource, by id; those that are disabled too.
    package func answering(for resource: String) throws -> [ClientID] {
        try transaction.rows(
            "SELECT id, resources FROM clients WHERE removed_at IS NULL AND resources <> '[]' ORDER BY id"
        ).compactMap { row in
            let answers = try row.list(1).contains { $0.hasSameBytes(as: resource) }
            return answers ? try row.clientID(0) : nil
        }
    }
}
