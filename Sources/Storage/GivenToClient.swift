import Database
import OpenIDConnect

/// What clients were given, or are to be told: none of it opens anything once its client is removed. Access tokens aren't here:
/// they go with their age, within the hour, and without their authorization they are none.
///
/// Most of these tables have no index by client, as every sign-in would pay for it. So each is looked through once, a stretch
/// at a time and by who reads; who writes is only told what goes.
package struct GivenToClient: Sendable {
    package let table: String
    /// The columns of its key.
    private let key: [String]

    /// A session's clients go with the session, and consents have no age. These come last: as long as one is there, it can be told
    /// that somebody has stopped in the middle (`Clients.isOneRemovedWithConsents`).
    package static let all =
        swept.map { GivenToClient(table: $0.table, key: [$0.key]) } + [
            GivenToClient(table: "session_clients", key: ["session", "client_id", "known_as"]),
            GivenToClient(table: "consents", key: ["person", "client_id"]),
        ]

    /// What goes with its age too.
    private static let swept: [Sweep] = [
        .interactions, .authorizations, .codes, .devices, .pushedRequests, .backchannelRequests, .logoutNotices,
        .securityEvents,
    ]

    /// A row, by its key.
    package struct Place: Sendable {
        fileprivate let values: [SQLValue]
    }

    /// Some rows of the table, in the order of their keys.
    package struct Stretch: Sendable {
        /// Those whose client is removed.
        package let orphans: [Place]
        /// The last that was looked at; `nil` where there was none left.
        package let end: Place?
    }

    /// So many rows (`$1`), from the first or beyond a place.
    fileprivate func stretch(after place: Place?) -> String {
        let columns = key.joined(separator: ", ")
        return """
            SELECT CASE WHEN client_id IN (SELECT id FROM clients WHERE removed_at IS NOT NULL) THEN 1 ELSE 0 END, \(columns)
            FROM \(table) \(place == nil ? "" : "WHERE (\(columns)) > (\(placeholders(from: 2)))")
            ORDER BY \(columns) LIMIT $1
            """
    }

    fileprivate var deletion: String {
        "DELETE FROM \(table) WHERE (\(key.joined(separator: ", "))) = (\(placeholders(from: 1)))"
    }

    private func placeholders(from first: Int) -> String {
        key.indices.map { "$\(first + $0)" }.joined(separator: ", ")
    }
}

extension Clients {
    /// Looks for what removed clients were given among so many rows of a table, those behind a place.
    package func stretch(
        of table: GivenToClient, after place: GivenToClient.Place?, atMost limit: Int
    ) throws -> GivenToClient.Stretch {
        let rows = try transaction.rows(
            table.stretch(after: place), arguments: [.integer(Int64(limit))] + (place?.values ?? []))
        let places = rows.map { row in GivenToClient.Place(values: Array(row.all.dropFirst())) }
        return GivenToClient.Stretch(
            orphans: try zip(rows, places).filter { row, _ in try row.flag(0) }.map(\.1), end: places.last)
    }
}

extension Clients where Context == WriteTransaction {
    /// Forgets some of what clients were given.
    package func forget(_ orphans: [GivenToClient.Place], of table: GivenToClient) throws {
        for place in orphans {
            if table.table == Sweep.authorizations.table {
                try transaction.put("DELETE FROM refresh_tokens WHERE authorization_id = $1", arguments: place.values)
            }
            try transaction.put(table.deletion, arguments: place.values)
        }
    }
}
