import Database
import OpenIDConnect

/// What a client was given, or is to be told: none of it opens anything once the client is removed. It goes some rows at a
/// time, as a platform of the whole city has a city's worth of it. Its access tokens aren't here: they go with their age, within
/// the hour, and without their authorization they are none.
package struct GivenToClient: Sendable {
    package let table: String
    fileprivate let key: String

    /// Consents have no age, and a session's clients go with the session.
    package static let all =
        [
            GivenToClient(table: "consents", key: "person, client_id"),
            GivenToClient(table: "session_clients", key: "session, client_id, known_as"),
        ] + swept.map { GivenToClient(table: $0.table, key: $0.key) }

    /// What goes with its age too.
    private static let swept: [Sweep] = [
        .interactions, .authorizations, .codes, .devices, .pushedRequests, .backchannelRequests, .logoutNotices,
        .securityEvents,
    ]
}

extension Clients where Context == WriteTransaction {
    /// Forgets some of what a client was given.
    /// - Returns: how many rows that were.
    package func forget(_ given: GivenToClient, of id: ClientID, atMost limit: Int) throws -> Int {
        let selection = "SELECT \(given.key) FROM \(given.table) WHERE client_id = $1 LIMIT $2"
        let arguments: [SQLValue] = [.text(id.text), .integer(Int64(limit))]
        guard given.table == Sweep.authorizations.table else {
            return try transaction.execute(
                "DELETE FROM \(given.table) WHERE (\(given.key)) IN (\(selection))", arguments: arguments)
        }
        let authorizations = try transaction.rows(selection, arguments: arguments)
        for row in authorizations {
            let authorization = SQLValue.text(try row.text(0))
            try transaction.put("DELETE FROM refresh_tokens WHERE authorization_id = $1", authorization)
            try transaction.put("DELETE FROM authorizations WHERE id = $1", authorization)
        }
        return authorizations.count
    }
}
