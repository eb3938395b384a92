import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct GivenToClientTests {
    /// How many rows each client has in a table: they don't go in whole stretches.
    private static let rows = 7

    @Test(arguments: GivenToClient.all.map(\.table))
    func `a table is looked through stretch by stretch, and what removed clients were given goes`(
        _ name: String
    ) async throws {
        let world = try await World()
        let table = try #require(GivenToClient.all.first { $0.table == name })
        let clients = try ["first", "second", "third"].map { try Sample.client($0) }
        let columns = try await needed(by: name, in: world.store)
        try await world.store.write { transaction in
            try transaction.execute("DELETE FROM \(name)")
            for (number, client) in clients.enumerated() {
                _ = try transaction.clients.add(client, at: .noon)
                for row in 0..<Self.rows {
                    // Those of one client between those of the others.
                    let text = "\(row * clients.count + number)"
                    try transaction.execute(
                        """
                        INSERT INTO \(name) (\(columns.map(\.name).joined(separator: ", ")))
                        VALUES (\(columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))
                        """,
                        arguments: columns.map { column in
                            column.isNumber ? .integer(0) : .text(column.name == "client_id" ? client.id.text : text)
                        })
                }
            }
            for client in clients.prefix(2) { _ = try transaction.clients.remove(client.id, at: .noon) }
        }
        var (place, looked) = (GivenToClient.Place?.none, 0)
        repeat {
            let stretch = try await world.store.read { [place] transaction in
                try transaction.clients.stretch(of: table, after: place, atMost: 2)
            }
            try await world.store.write { try $0.clients.forget(stretch.orphans, of: table) }
            (place, looked) = (stretch.end, looked + 1)
        } while place != nil
        // Twenty-one rows, and the end.
        #expect(looked == 12)
        let left = try await world.store.read { transaction in
            try transaction.rows("SELECT client_id FROM \(name)").map { try $0.text(0) }
        }
        #expect(left == Array(repeating: clients[2].id.text, count: Self.rows))
    }

    /// The columns that a row can't be without.
    private func needed(by table: String, in store: TemporaryDatabase) async throws -> [(name: String, isNumber: Bool)]
    {
        let query =
            TestEngine.current.isSQLite
            ? """
            SELECT name, CASE type WHEN 'TEXT' THEN 0 ELSE 1 END FROM pragma_table_info('\(table)')
            WHERE dflt_value IS NULL AND ("notnull" = 1 OR pk = 1 AND type = 'TEXT')
            """
            : """
            SELECT column_name::text, CASE data_type WHEN 'text' THEN 0 ELSE 1 END FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = '\(table)' AND is_nullable = 'NO'
                AND column_default IS NULL AND is_identity = 'NO'
            """
        return try await store.read { try $0.rows(query).map { (try $0.text(0), try $0.flag(1)) } }
    }
}
