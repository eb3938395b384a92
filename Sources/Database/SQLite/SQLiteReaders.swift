import Synchronization

/// The connections that read: each thread that reads has one to itself, so that nobody waits for another, and no thread is
/// woken. There are never more than threads that read at once, which are about as many as cores; a few are kept.
final class SQLiteReaders: Sendable {
    private struct State {
        /// The one that came back last goes first: its pages are in the cache.
        var idle: [SQLiteHandle] = []
        var isClosed = false
    }

    private let path: String
    private let state = Mutex(State())

    private static let kept = 8
    /// Readers wait for no writer. Whoever recovers the file or ends with it holds it for moments; waiting for longer would
    /// hold up the other connections of an event loop.
    private static let timeout = Duration.seconds(1)

    init(path: String) {
        self.path = path
    }

    /// Reads one state of the database, on the caller's thread.
    func read<Result>(_ body: (ReadTransaction) throws -> Result) throws -> Result {
        let handle = try take()
        defer { giveBack(handle) }
        return try handle.transaction(.reading) { connection in try body(ReadTransaction(connection: connection)) }
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            for handle in state.idle { handle.close() }
            state.idle = []
        }
    }

    private func take() throws -> SQLiteHandle {
        let idle = try state.withLock { state in
            guard !state.isClosed else { throw DatabaseError.unavailable("the database is closed") }
            return state.idle.popLast()
        }
        if let idle { return idle }
        let handle = try SQLiteHandle(path: path, timeout: Self.timeout)
        try handle.run("PRAGMA query_only = ON")
        return handle
    }

    private func giveBack(_ handle: SQLiteHandle) {
        let isKept = state.withLock { state in
            guard !state.isClosed, state.idle.count < Self.kept, !handle.isInsideTransaction else { return false }
            state.idle.append(handle)
            return true
        }
        if !isKept { handle.close() }
    }
}
