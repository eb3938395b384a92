/// Where a database is.
package enum DatabaseLocation: Sendable {
    /// A file of SQLite's, for one machine.
    case file(String)
    /// A database of a PostgreSQL, for one machine or several.
    case server(PostgreSQLSettings)
}
