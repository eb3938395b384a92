/// What runs statements inside one transaction of either database. It must not leave the closure that it is given to.
package protocol SQLConnection {
    /// All rows of a query.
    func rows(_ sql: String, _ arguments: [SQLValue]) throws -> [Row]

    /// Runs a statement.
    /// - Returns: how many rows it changed.
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// Runs a statement whose answer nobody waits for: what is wrong with it is said by a later statement, or by the
    /// commit. Where the database is asked over a wire, it goes with the next that is.
    func put(_ sql: String, _ arguments: [SQLValue]) throws

    /// Gives the rest of a transaction that changes very many places the memory for it, or takes it back.
    func setLargeCache(_ isLarge: Bool) throws
}
