import BenchmarkSupport
import Database
import Foundation
import Storage

/// How many rows each table has, and how many bytes all of them take.
struct Records: Sendable {
    let rows: [String: Int64]
    /// With indexes; of each table where the database says so.
    let bytes: [String: Int64]
    let total: Int64

    /// - Parameter file: where the database is a file.
    init(of database: Database, file: String) async throws {
        let tables = database.tables.sorted()
        rows = try await database.read { transaction in
            try tables.reduce(into: [:]) { rows, table in
                rows[table] = try transaction.row("SELECT COUNT(*) FROM \(table)")?.integer(0)
            }
        }
        guard database.isShared else {
            bytes = [:]
            total = try ["", "-wal"].reduce(0) { sum, suffix in
                let attributes = try FileManager.default.attributesOfItem(atPath: file + suffix)
                return sum + (attributes[.size] as? Int64 ?? 0)
            }
            return
        }
        bytes = try await database.read { transaction in
            try tables.reduce(into: [:]) { bytes, table in
                bytes[table] = try transaction.row("SELECT pg_total_relation_size('\(table)')")?.integer(0)
            }
        }
        total = bytes.values.reduce(0, +)
    }

    static func open(_ server: ServerProcess, _ postgreSQL: PostgreSQLProcess?) throws -> Database {
        let location: DatabaseLocation =
            if let postgreSQL {
                .server(
                    PostgreSQLSettings(
                        connection: postgreSQL.address, random: { UInt64.random(in: UInt64.min...UInt64.max) }))
            } else {
                .file(server.database)
            }
        return try Database(location, migrations: Schema.migrations, absence: .refuse, older: .refuse)
    }

    /// The tables of some size, and what has become of them.
    func lines(before: Records) -> [String] {
        rows.keys.sorted().compactMap { table in
            guard let now = rows[table], let then = before.rows[table], max(now, then) >= 1_000 else { return nil }
            var line = "    \(table.padding(toLength: 26, withPad: " ", startingAt: 0)) \(then) -> \(now) rows"
            if let now = bytes[table], let then = before.bytes[table] {
                line += String(format: ", %.1f -> %.1f MB", Double(then) / 1e6, Double(now) / 1e6)
            }
            return line
        } + [String(format: "    all: %.1f -> %.1f MB", Double(before.total) / 1e6, Double(total) / 1e6)]
    }
}
