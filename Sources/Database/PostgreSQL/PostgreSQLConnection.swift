import CPostgres
import Glibc

/// One connection to PostgreSQL, for one thread at a time. Statements are sent together (libpq's pipeline) where one
/// doesn't wait for another; every wait has an end, after which the connection is given up.
final class PostgreSQLConnection {
    /// What is told, with its parameters `$1`, `$2`, …
    struct Statement {
        let sql: String
        let arguments: [SQLValue]
        let keeping: Keeping

        /// How long it is kept prepared.
        enum Keeping {
            /// It isn't said again.
            case not
            /// Until others need its place.
            case whileUsed
            /// As long as the connection is there.
            case always
        }

        init(_ sql: String, _ arguments: [SQLValue] = [], keeping: Keeping = .whileUsed) {
            self.sql = sql
            self.arguments = arguments
            self.keeping = keeping
        }

        /// One that isn't said again, without parameters.
        static func once(_ sql: String) -> Statement { Statement(sql, keeping: .not) }

        /// One that begins or ends a transaction. It has to be the first that is said, and to be said in one that has
        /// failed: nothing may go before it, and so nothing is given up for its place.
        static func control(_ sql: String) -> Statement { Statement(sql, keeping: .always) }
    }

    /// What is answered.
    struct Answer {
        let rows: [Row]
        /// The command and how many rows it changed, such as `INSERT 0 1`.
        let tag: String
        let changes: Int
    }

    private let handle: OpaquePointer
    /// The place of its host among those of the address.
    let host: Int
    /// For how long an answer is waited for.
    var patience: Duration
    private let warnings: Warnings
    private var prepared = PreparedStatements()
    /// Statements that were sent, and whose answers weren't read.
    private var sent: [Sent] = []
    /// Why nothing can be said over it any more.
    private(set) var end: End?

    enum End { case lost, givenUp }
    var isBroken: Bool { end != nil }

    /// As libpq numbers them: 15.0.
    private static let oldestVersion: Int32 = 150_000

    private struct Sent {
        /// The statement's text; `nil` for what isn't the caller's, such as preparing it.
        let statement: String?
        let preparing: String?
    }

    /// Connects to the first host that takes us.
    /// - Parameter lost: the host to which a connection was lost, which is asked last.
    init(
        _ parameters: PostgreSQLParameters, _ timeouts: PostgreSQLTimeouts, after lost: Int? = nil
    ) throws(PostgreSQLFailure) {
        let (opened, host) = parameters.connect(after: lost)
        guard let handle = opened else { throw .lost("no memory for a connection") }
        self.handle = handle
        self.host = host
        patience = timeouts.statement + timeouts.grace
        warnings = Warnings(handle)
        guard PQstatus(handle) == CONNECTION_OK else { throw .lost(handle.message) }
        guard PQserverVersion(handle) >= Self.oldestVersion else {
            let version = handle.parameter("server_version") ?? "unknown"
            throw .lost("PostgreSQL 15 or later is needed, and this one is \(version)")
        }
        let encoding = handle.parameter("server_encoding")
        guard encoding == "UTF8" else { throw .lost("the database's encoding is \(encoding ?? "unknown"), not UTF8") }
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else {
            throw .lost(handle.message)
        }
    }

    deinit { PQfinish(handle) }

    /// How many warnings the server has sent.
    var warningCount: Int { warnings.count }

    /// Sends statements in one go and waits for their answers.
    /// - Throws: why the first failed of those that did; what comes after it wasn't run.
    func run(_ statements: [Statement]) throws(PostgreSQLFailure) -> [Answer] {
        try send(statements)
        return try receive()
    }

    /// Sends statements whose answers `receive` returns.
    func send(_ statements: [Statement]) throws(PostgreSQLFailure) {
        guard !isBroken else { throw .lost("the connection to the database is gone") }
        for statement in statements { try send(statement) }
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        guard PQflush(handle) >= 0 else { throw lost() }
    }

    func receive() throws(PostgreSQLFailure) -> [Answer] {
        let deadline = ContinuousClock.now + patience
        var (answers, failure): ([Answer], PostgreSQLFailure?) = ([], nil)
        let expected = sent
        sent = []
        for step in expected {
            let answer = try receiveOne(by: deadline)
            switch answer {
            case .success(let answer): if step.statement != nil { answers.append(answer) }
            case .failure(let error):
                failure = failure ?? error
                if let sql = step.preparing { prepared.forget(sql) }
            case nil:
                if let sql = step.preparing { prepared.forget(sql) }
            }
        }
        try receiveEnd(by: deadline)
        if let failure { throw failure }
        return answers
    }

    /// Nothing more is said over it.
    func giveUp() { end = end ?? .givenUp }

    // MARK: Sending

    private func send(_ statement: Statement) throws(PostgreSQLFailure) {
        guard statement.keeping != .not else { return try send(once: statement.sql, of: statement.sql) }
        let name: String
        switch prepared.plan(statement) {
        case .ready(let known): name = known
        case .prepare(let new, let types, let dropping):
            name = new
            if let dropping { try send(once: "DEALLOCATE \(dropping)", of: nil) }
            guard PQsendPrepare(handle, name, statement.sql, Int32(types.count), types) == 1 else { throw lost() }
            sent.append(Sent(statement: nil, preparing: statement.sql))
        }
        guard PostgreSQLArguments(statement.arguments).send(name, on: handle) else { throw lost() }
        sent.append(Sent(statement: statement.sql, preparing: nil))
    }

    private func send(once sql: String, of statement: String?) throws(PostgreSQLFailure) {
        guard PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 0) == 1 else { throw lost() }
        sent.append(Sent(statement: statement, preparing: nil))
    }

    // MARK: Receiving

    /// The answer to one command; `nil` where it wasn't run, as one before it has failed.
    private func receiveOne(
        by deadline: ContinuousClock.Instant
    ) throws(PostgreSQLFailure) -> Result<Answer, PostgreSQLFailure>? {
        var answer: Result<Answer, PostgreSQLFailure>?
        while let result = try next(by: deadline) {
            defer { PQclear(result) }
            if PQresultStatus(result) != PGRES_PIPELINE_ABORTED { answer = Self.answer(result) }
        }
        // With a connection that is gone comes one error, and then nothing for ever.
        guard PQstatus(handle) == CONNECTION_OK else { throw lost() }
        return answer
    }

    private func receiveEnd(by deadline: ContinuousClock.Instant) throws(PostgreSQLFailure) {
        guard let result = try next(by: deadline) else { throw lost() }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_PIPELINE_SYNC else { throw lost() }
    }

    /// Libpq's next result, when it is there whole.
    private func next(by deadline: ContinuousClock.Instant) throws(PostgreSQLFailure) -> OpaquePointer? {
        var unsent = PQflush(handle)
        while PQisBusy(handle) == 1 || unsent == 1 {
            guard unsent >= 0 else { throw lost() }
            try wait(toWrite: unsent == 1, by: deadline)
            guard PQconsumeInput(handle) == 1 else { throw lost() }
            unsent = PQflush(handle)
        }
        return PQgetResult(handle)
    }

    private func wait(toWrite: Bool, by deadline: ContinuousClock.Instant) throws(PostgreSQLFailure) {
        let events = Int16(POLLIN) | (toWrite ? Int16(POLLOUT) : 0)
        var socket = pollfd(fd: PQsocket(handle), events: events, revents: 0)
        let left = (deadline - .now).wholeMilliseconds
        guard left > 0 else { throw lost("the database says nothing any more") }
        let ready = poll(&socket, 1, Int32(clamping: left))
        guard ready >= 0 || errno == EINTR else { throw lost() }
    }

    private func lost(_ why: String? = nil) -> PostgreSQLFailure {
        end = .lost
        return .lost(why ?? handle.message)
    }

    private static func answer(_ result: OpaquePointer) -> Result<Answer, PostgreSQLFailure> {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
            return Result { () throws(PostgreSQLFailure) in
                Answer(
                    rows: try PostgreSQLRows.read(result), tag: String(cString: PQcmdStatus(result)),
                    changes: Int(String(cString: PQcmdTuples(result))) ?? 0)
            }
        default:
            let state = SQLState(code: result.field("C") ?? "XX000")
            return .failure(.refused(state, name: result.field("n") ?? (state.isOfText ? result.field("M") : nil)))
        }
    }
}

extension OpaquePointer {
    /// A connection's last error, in one line.
    fileprivate var message: String {
        let text = PQerrorMessage(self).map { String(cString: $0) } ?? ""
        let lines = text.split(whereSeparator: \.isNewline)
        return lines.isEmpty ? "the connection to the database is gone" : lines.joined(separator: "; ")
    }

    /// What the server has said of itself.
    fileprivate func parameter(_ name: String) -> String? {
        PQparameterStatus(self, name).map { String(cString: $0) }
    }

    /// A field of an error, by libpq's letter for it.
    fileprivate func field(_ letter: Unicode.Scalar) -> String? {
        PQresultErrorField(self, Int32(letter.value)).map { String(cString: $0) }
    }
}

/// Counts what a server warns of, and keeps its words from standard error.
private final class Warnings {
    private(set) var count = 0

    init(_ handle: OpaquePointer) {
        // The connection that calls it back owns it, and ends first.
        PQsetNoticeReceiver(
            handle,
            { warnings, _ in warnings.map { Unmanaged<Warnings>.fromOpaque($0).takeUnretainedValue().count += 1 } },
            Unmanaged.passUnretained(self).toOpaque())
    }
}
