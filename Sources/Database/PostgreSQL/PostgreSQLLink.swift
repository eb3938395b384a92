import Synchronization

/// A thread's connection, made when it is needed and anew when it is lost; and the attempts at a transaction over it.
struct PostgreSQLLink {
    private let pool: PostgreSQLPool
    private let settings: PostgreSQLSettings
    private let backoff: Backoff
    private var connection: PostgreSQLConnection?
    /// The host to which the last one was lost, until there is another.
    private var lost: Int?

    init(_ pool: PostgreSQLPool, _ settings: PostgreSQLSettings) {
        self.pool = pool
        self.settings = settings
        backoff = Backoff(first: .milliseconds(4), longest: .milliseconds(250), random: settings.random)
    }

    /// A value that comes a second time is tried again twice: who looks first, sees it then.
    private static let collisions = 2

    /// Runs a transaction until its caller was told how it ended: again, while others are in its way and there is time.
    mutating func settle(_ job: any PostgreSQLJob) {
        let end = settings.stopwatch() + settings.timeouts.reruns
        var (attempts, collisions) = (0, 0)
        while true {
            let failure: PostgreSQLJobFailure
            do throws(PostgreSQLFailure) {
                guard let failed = job.run(on: try connected()) else { return }
                failure = failed
            } catch {
                failure = PostgreSQLJobFailure(cause: .connection, error: DatabaseError(error))
            }
            attempts += 1
            switch failure.cause {
            case .collision: collisions += 1
            // A server that leaves: another host is asked first.
            case .connection: (lost, connection) = (connection?.host ?? lost, nil)
            // It has lost what we prepared, or has changed what that is about.
            case .plans: connection = nil
            case .conflict: break
            }
            let pause = backoff.pause(after: attempts)
            guard collisions <= Self.collisions, settings.stopwatch() + pause < end else {
                return job.fail(with: failure.error)
            }
            pool.counts.reruns.add(1, ordering: .relaxed)
            Backoff.wait(pause)
        }
    }

    private mutating func connected() throws(PostgreSQLFailure) -> PostgreSQLConnection {
        if let connection, !connection.isBroken { return connection }
        if let connection, connection.end == .lost { lost = connection.host }
        // The old one leaves before the new one comes, as the server's are counted.
        connection = nil
        let fresh = try pool.connect(after: lost)
        (connection, lost) = (fresh, nil)
        return fresh
    }
}
