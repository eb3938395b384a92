/// Which PostgreSQL, and how long anything may take there.
package struct PostgreSQLSettings: Sendable {
    /// `postgres://…` or libpq's `host=… dbname=…`; several hosts where one takes over from another.
    package let connection: String
    /// Where it doesn't stand in `connection`. Libpq's own `PGPASSFILE` works too.
    let password: String?
    /// At most so many connections. More are slower: about as many as the server has cores, and a few.
    let connections: Int
    let timeouts: PostgreSQLTimeouts
    /// Where the chance is from with which those who were in one another's way wait before they try again.
    let random: @Sendable () -> UInt64
    /// By which attempts come to an end.
    let stopwatch: @Sendable () -> ContinuousClock.Instant

    package init(
        connection: String, password: String? = nil, connections: Int = 8,
        timeouts: PostgreSQLTimeouts = PostgreSQLTimeouts(), random: @escaping @Sendable () -> UInt64,
        stopwatch: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.connection = connection
        self.password = password
        self.connections = max(1, connections)
        self.timeouts = timeouts
        self.random = random
        self.stopwatch = stopwatch
    }
}

/// How long is waited. What the server doesn't end by itself, the client ends a little later.
package struct PostgreSQLTimeouts: Sendable {
    /// For one host to let us in.
    let connect: Duration
    /// For the other machine to say that it has what we sent, or that it is there.
    let silence: Duration
    /// For one statement, as the server counts.
    let statement: Duration
    /// For a lock that another holds.
    let lock: Duration
    /// For our next statement: who is stopped in the middle must not hold locks.
    let idle: Duration
    /// For all attempts at one transaction.
    let reruns: Duration
    /// For all attempts at one step of the schema, which others may hold up.
    let migration: Duration
    /// What the server may take beyond `statement` to say that it has ended one.
    let grace: Duration

    package init(
        connect: Duration = .seconds(3), silence: Duration = .seconds(3), statement: Duration = .seconds(15),
        lock: Duration = .seconds(5), idle: Duration = .seconds(15), reruns: Duration = .seconds(3),
        migration: Duration = .seconds(600), grace: Duration = .seconds(3)
    ) {
        self.connect = connect
        self.silence = silence
        self.statement = statement
        self.lock = lock
        self.idle = idle
        self.reruns = reruns
        self.migration = migration
        self.grace = grace
    }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
