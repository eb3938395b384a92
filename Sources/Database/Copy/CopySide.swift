/// One of the two databases of a copy: its tables, its rows page by page, and what guards them while it is filled.
struct CopySide {
    /// A table and its columns, in the order of their names.
    struct Shape: Hashable {
        let table: String
        let columns: [String]

        var list: String { columns.joined(separator: ", ") }
    }

    private let dialect: SQLDialect
    /// Those that are copied. Others' tables and views are left alone, with what guards them.
    private let tables: Set<String>
    private let connection: any SQLConnection

    init(_ database: Database, _ connection: any SQLConnection) {
        dialect = database.dialect
        tables = database.tables
        self.connection = connection
    }

    func run(_ sql: String, _ arguments: [SQLValue] = []) throws { _ = try connection.execute(sql, arguments) }

    /// A reading transaction that waits long for its next statement, while the other side works.
    func stay() throws {
        guard dialect == .postgreSQL else { return }
        _ = try connection.rows("SELECT set_config('idle_in_transaction_session_timeout', '0', true)", [])
    }

    func isEmpty(_ table: String) throws -> Bool {
        try connection.rows("SELECT 1 FROM \(table) LIMIT 1", []).isEmpty
    }

    /// Our tables but that of the steps of the schema, which each database has its own of.
    func shapes() throws -> [Shape] {
        let sql =
            switch dialect {
            case .sqlite:
                """
                SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
                WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.name
                """
            case .postgreSQL:
                """
                SELECT table_name::text COLLATE "C", column_name::text COLLATE "C" FROM information_schema.columns
                WHERE table_schema = current_schema() ORDER BY 1, 2
                """
            }
        var columns: [String: [String]] = [:]
        for row in try ours(sql) { columns[try row.text(0), default: []].append(try row.text(1)) }
        return columns.sorted { $0.key < $1.key }.map { Shape(table: $0.key, columns: $0.value) }
    }

    /// Reads all rows of a table, some at a time.
    func forEachPage(of shape: Shape, _ size: Int, _ body: ([[SQLValue]]) throws -> Void) throws {
        switch dialect {
        case .sqlite:
            var last = SQLValue.integer(.min)
            while true {
                let rows = try connection.rows(
                    "SELECT \(shape.list), rowid FROM \(shape.table) WHERE rowid > $1 ORDER BY rowid LIMIT \(size)",
                    [last])
                guard let end = rows.last?.all.last else { return }
                try body(rows.map { $0.all.dropLast() })
                last = end
            }
        case .postgreSQL:
            try run("DECLARE copied NO SCROLL CURSOR FOR SELECT \(shape.list) FROM \(shape.table)")
            while true {
                let rows = try connection.rows("FETCH \(size) FROM copied", [])
                if rows.isEmpty { break }
                try body(rows.map(\.all))
            }
            try run("CLOSE copied")
        }
    }

    // MARK: What guards the rows

    /// Rows refer to others that come later, and triggers take each for something that happens now.
    /// - Returns: what `raise` takes to put the guards up again.
    func lowerGuards() throws -> [String] {
        switch dialect {
        case .sqlite:
            // References are looked at when all is there, by the commit.
            try run("PRAGMA defer_foreign_keys = ON")
            let triggers = try ours("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
            for trigger in triggers { try run("DROP TRIGGER \(try trigger.text(1))") }
            return try triggers.map { try $0.text(2) }
        case .postgreSQL:
            let references = try ours(
                """
                SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint
                WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
                """)
            for row in references { try run("ALTER TABLE \(try row.text(0)) DROP CONSTRAINT \(try row.text(1))") }
            let guarded = try ours(
                """
                SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
                WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
                """
            ).map { try $0.text(0) }
            for table in guarded { try run("ALTER TABLE \(table) DISABLE TRIGGER USER") }
            return try references.map { row in
                "ALTER TABLE \(try row.text(0)) ADD CONSTRAINT \(try row.text(1)) \(try row.text(2))"
            } + guarded.map { "ALTER TABLE \($0) ENABLE TRIGGER USER" }
        }
    }

    func raise(_ guards: [String]) throws {
        for statement in guards { try run(statement) }
    }

    // MARK: Keys that are counted up

    /// The last key that each table has given, also where its row is gone.
    func counters() throws -> [(table: String, last: Int64)] {
        switch dialect {
        case .sqlite:
            return try ours("SELECT name, seq FROM sqlite_sequence ORDER BY name").map {
                (try $0.text(0), try $0.integer(1))
            }
        case .postgreSQL:
            return try growingKeys().compactMap { key in
                let row = try connection.rows("SELECT last_value, is_called FROM \(key.sequence)", []).first
                guard let row, try row.flag(1) else { return nil }
                return (key.table, try row.integer(0))
            }
        }
    }

    func setCounters(_ counters: [(table: String, last: Int64)]) throws {
        switch dialect {
        case .sqlite:
            for counter in counters {
                try run("DELETE FROM sqlite_sequence WHERE name = $1", [.text(counter.table)])
                try run(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)",
                    [.text(counter.table), .integer(counter.last)])
            }
        case .postgreSQL:
            let sequences = try growingKeys()
            for counter in counters {
                guard let key = sequences.first(where: { $0.table == counter.table }) else { continue }
                _ = try connection.rows("SELECT setval('\(key.sequence)', $1)", [.integer(counter.last)])
            }
        }
    }

    private func growingKeys() throws -> [(table: String, sequence: String)] {
        try ours(
            """
            SELECT table_name::text, pg_get_serial_sequence(table_name::text, column_name::text)
            FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES' ORDER BY 1
            """
        ).map { (try $0.text(0), try $0.text(1)) }
    }

    /// Rows of the catalogue whose first column names one of our tables.
    private func ours(_ sql: String) throws -> [Row] {
        try connection.rows(sql, []).filter { tables.contains(try $0.text(0)) }
    }
}
