import Dispatch
import Synchronization

/// The threads that do the work, each with a connection of its own, and the queue before them.
///
/// A thread is started when somebody has to wait for one, up to a number; a command has one. As many may wait as
/// `DatabaseLimits` says, each for as long as it says: a watch sends away who has waited that long, also while every
/// thread waits for a server that is gone.
final class PostgreSQLPool: Sendable {
    private struct State {
        var queue: [Waiting] = []
        var (threads, idle) = (0, 0)
        var isWatching = false
        var isClosed = false
    }

    private struct Waiting {
        let job: any PostgreSQLJob
        let since: ContinuousClock.Instant
    }

    private enum Admission { case waits, needsThread, refused(DatabaseError) }

    let counts = PostgreSQLCounts()
    private let settings: PostgreSQLSettings
    private let parameters: PostgreSQLParameters
    private let limits: DatabaseLimits
    private let state = Mutex(State())
    /// Signalled once for everybody who waits, and for every thread when the pool is closed.
    private let work = DispatchSemaphore(value: 0)
    private let closing = DispatchSemaphore(value: 0)

    init(_ settings: PostgreSQLSettings, _ limits: DatabaseLimits) throws(DatabaseError) {
        self.settings = settings
        self.limits = limits
        parameters = try PostgreSQLParameters(settings)
    }

    /// How many wait now.
    var waiting: Int { state.withLock { $0.queue.count } }

    /// Another connection.
    /// - Parameter lost: the host to which the one before was lost.
    func connect(after lost: Int? = nil) throws(PostgreSQLFailure) -> PostgreSQLConnection {
        let connection = try PostgreSQLConnection(parameters, settings.timeouts, after: lost)
        counts.connections.add(1, ordering: .relaxed)
        return connection
    }

    func enqueue(_ job: any PostgreSQLJob) {
        let admission = state.withLock { state -> Admission in
            if state.isClosed { return .refused(.unavailable("the database is closed")) }
            guard state.queue.count < limits.waitingWriters else { return .refused(.overloaded) }
            state.queue.append(Waiting(job: job, since: .now))
            guard state.queue.count > state.idle, state.threads < settings.connections else { return .waits }
            state.threads += 1
            state.idle += 1
            return .needsThread
        }
        switch admission {
        case .refused(let error): return job.fail(with: error)
        case .waits: break
        case .needsThread:
            // Without a thread the watch answers, or the others.
            if !WorkerThread.start({ [self] in serve() }) {
                state.withLock { ($0.threads, $0.idle) = ($0.threads - 1, $0.idle - 1) }
            }
        }
        work.signal()
        watch()
    }

    /// Sends away who waits, and ends the threads when they have done what they are at.
    func close() {
        let (gone, threads) = state.withLock { state in
            defer { (state.isClosed, state.queue) = (true, []) }
            return (state.queue, state.isClosed ? 0 : state.threads)
        }
        for _ in 0..<threads { work.signal() }
        closing.signal()
        for waiting in gone { waiting.job.fail(with: DatabaseError.unavailable("the database is closed")) }
    }

    // MARK: The threads

    private func serve() {
        var link = PostgreSQLLink(self, settings)
        while true {
            work.wait()
            let (job, isClosed) = state.withLock { state -> ((any PostgreSQLJob)?, Bool) in
                if state.isClosed { return (nil, true) }
                // Somebody who was sent away has left a signal behind.
                guard !state.queue.isEmpty else { return (nil, false) }
                state.idle -= 1
                return (state.queue.removeFirst().job, false)
            }
            if isClosed { return }
            guard let job else { continue }
            link.settle(job)
            state.withLock { $0.idle += 1 }
        }
    }

    // MARK: The watch

    private func watch() {
        let mustStart = state.withLock { state in
            guard state.queue.count > state.idle, !state.isWatching, !state.isClosed else { return false }
            state.isWatching = true
            return true
        }
        guard mustStart else { return }
        if !WorkerThread.start({ [self] in sendAwayTheLate() }) { state.withLock { $0.isWatching = false } }
    }

    private func sendAwayTheLate() {
        while let left = untilNextIsLate() {
            if closing.wait(timeout: .now() + .milliseconds(Int(left.wholeMilliseconds) + 1)) == .success {
                // For the next that waits for it.
                closing.signal()
                return
            }
        }
    }

    /// How long the next may still wait, after those are gone who have waited for long enough; `nil` when nobody waits.
    private func untilNextIsLate() -> Duration? {
        let now = ContinuousClock.now
        let (late, left) = state.withLock { state -> ([Waiting], Duration?) in
            let late = state.queue.prefix { now - $0.since >= limits.patience }
            state.queue.removeFirst(late.count)
            guard let next = state.queue.first else {
                state.isWatching = false
                return (Array(late), nil)
            }
            return (Array(late), limits.patience - (now - next.since))
        }
        for waiting in late { waiting.job.fail(with: DatabaseError.overloaded) }
        return left
    }
}

/// What the pool has seen, for its metrics.
final class PostgreSQLCounts: Sendable {
    let connections = Atomic(0)
    let reruns = Atomic(0)
    let unknown = Atomic(0)
}
