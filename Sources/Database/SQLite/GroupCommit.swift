import Dispatch
import Glibc
import Synchronization

/// Lets concurrent writers share a commit: whoever comes while one is being made durable goes into the next, so that
/// the disk is waited for once per group and not once per writer.
///
/// One thread does the work, and sleeps while there is none: it is woken by the first who comes then, and by nobody after.
///
/// A member that fails is undone alone (a savepoint each); a commit that fails, fails all of its members. Nobody waits
/// without an end: as many may wait as `DatabaseLimits` says, each for as long as it says, whatever holds the lock.
final class GroupCommit: Sendable {
    private let limits: DatabaseLimits
    private let queue = Mutex(Queue())
    /// Signalled for the thread where it sleeps.
    private let work = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let thread = Mutex<pthread_t?>(nil)

    private struct Queue {
        var waiting: [Waiting] = []
        var isDraining = false
        var isClosed = false
    }

    private struct Waiting {
        let member: any GroupMember
        let since: ContinuousClock.Instant
    }

    private enum Admission {
        case waits
        /// The thread sleeps: whoever is told this has to wake it.
        case mustWake
        case refused(DatabaseError)
    }

    /// Bounds how long the first member of a group waits for the others' work.
    private static let groupLimit = 64

    /// - Parameter handle: the connection that writes; it is closed with this.
    init(_ handle: SQLiteHandle, _ limits: DatabaseLimits) throws(DatabaseError) {
        self.limits = limits
        guard WorkerThread.start({ [self] in serve(handle) }) else {
            handle.close()
            throw .unavailable("there is no thread for the one that writes")
        }
    }

    /// Lets those who wait write, and nobody after them. The file is closed when they have.
    func close() {
        let isFirst = queue.withLock { queue in
            defer { queue.isClosed = true }
            return !queue.isClosed
        }
        if isFirst { work.signal() }
    }

    /// Returns when the file is closed; at once on the thread that closes it, which can't wait for itself. It comes here where a
    /// body had the last reference to the database.
    func waitUntilClosed() {
        guard !isOnItsThread else { return }
        ended.wait()
        // For the next who waits.
        ended.signal()
    }

    private var isOnItsThread: Bool {
        thread.withLock { thread in thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    /// How many wait now.
    var waiting: Int { queue.withLock { $0.waiting.count } }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Result
    ) async throws -> Result {
        // Each member is told once: by who refuses it or takes it out of the queue, or else by its group.
        try await withUnsafeThrowingContinuation { caller in
            enqueue(Writer(body: body, caller: caller))
        }
    }

    private func enqueue(_ member: any GroupMember) {
        let admission = queue.withLock { queue -> Admission in
            if queue.isClosed { return .refused(.unavailable("the database is closed")) }
            guard queue.waiting.count < limits.waitingWriters else { return .refused(.overloaded) }
            queue.waiting.append(Waiting(member: member, since: .now))
            defer { queue.isDraining = true }
            return queue.isDraining ? .waits : .mustWake
        }
        switch admission {
        case .waits: break
        case .refused(let error): member.fail(with: error)
        case .mustWake: work.signal()
        }
    }

    // MARK: On the thread

    private func serve(_ handle: SQLiteHandle) {
        thread.withLock { $0 = pthread_self() }
        repeat {
            work.wait()
            drain(handle)
        } while !queue.withLock(\.isClosed)
        // Who came between the two.
        drain(handle)
        handle.close()
        ended.signal()
    }

    private func drain(_ handle: SQLiteHandle) {
        while isSomebodyWaiting() {
            gather()
            guard takesLock(handle) else { continue }
            Self.commit(nextGroup(), handle)
        }
    }

    /// Steps back for as long as others come meanwhile, who share the commit then. Where the processor has nothing else to do
    /// that is no time at all: a delay of any fixed length made everybody slower.
    private func gather() {
        var known = 0
        while case let waiting = waiting, waiting > known, waiting < Self.groupLimit {
            known = waiting
            sched_yield()
        }
    }

    private func isSomebodyWaiting() -> Bool {
        queue.withLock { queue in
            queue.isDraining = !queue.waiting.isEmpty
            return queue.isDraining
        }
    }

    /// Begins a transaction. While another process holds the lock this is tried in short slices, so that everybody
    /// leaves when their own time is over, and not one group after the other.
    private func takesLock(_ handle: SQLiteHandle) -> Bool {
        do {
            try handle.begin(.writing)
            return true
        } catch {
            let patience = error.isBusy && !queue.withLock(\.isClosed) ? limits.patience : .zero
            for member in leave(afterWaiting: patience) { member.fail(with: DatabaseError(error)) }
            return false
        }
    }

    /// Takes those out of the queue who have waited as long.
    private func leave(afterWaiting patience: Duration) -> [any GroupMember] {
        let now = ContinuousClock.now
        return queue.withLock { queue in
            let gone = queue.waiting.filter { now - $0.since >= patience }
            queue.waiting.removeAll { now - $0.since >= patience }
            return gone.map(\.member)
        }
    }

    private func nextGroup() -> [any GroupMember] {
        queue.withLock { queue in
            let group = queue.waiting.prefix(Self.groupLimit).map(\.member)
            queue.waiting.removeFirst(group.count)
            return group
        }
    }

    /// Does the work of a group in the transaction that has begun, and makes it durable.
    private static func commit(_ group: [any GroupMember], _ handle: SQLiteHandle) {
        var answers: [((any Error)?) -> Void] = []
        do {
            let connection = SQLiteConnection(handle)
            for member in group {
                let (answer, end) = member.run(on: connection)
                answers.append(answer)
                // Half of a member that can't be undone must not be committed with the others.
                if let end { throw DatabaseError.unavailable("\(end)") }
                // A full disk can end the whole transaction (sqlite.org/lang_transaction.html §2.2); what ran after
                // that would be committed by itself.
                guard handle.isInsideTransaction else {
                    throw DatabaseError.unavailable("SQLite has ended the transaction")
                }
            }
            try SQLiteConnection.translating { try handle.commit() }
            for answer in answers { answer(nil) }
        } catch {
            // If even the rollback fails, SQLite has ended the transaction by itself.
            try? handle.rollBack()
            for answer in answers { answer(error) }
            for member in group.dropFirst(answers.count) { member.fail(with: error) }
        }
    }
}

/// Somebody who waits for a commit.
private protocol GroupMember: Sendable {
    /// Does its part of the transaction.
    /// - Returns: how to tell the caller once the commit is durable (`nil`) or has failed; and why the whole group has to
    ///   end, when what the member has done can't be undone alone.
    func run(on connection: SQLiteConnection) -> (answer: ((any Error)?) -> Void, end: SavepointLost?)
    func fail(with error: any Error)
}

/// A class, of which a copy counts a reference; one of a struct of this type would look up what a `Value` is, and so would
/// whatever has a layout that depends on it.
private final class Writer<Value: Sendable>: GroupMember {
    private let body: @Sendable (WriteTransaction) throws -> Value
    private let caller: UnsafeContinuation<Value, any Error>

    init(body: @escaping @Sendable (WriteTransaction) throws -> Value, caller: UnsafeContinuation<Value, any Error>) {
        self.body = body
        self.caller = caller
    }

    func run(on connection: SQLiteConnection) -> (answer: ((any Error)?) -> Void, end: SavepointLost?) {
        do {
            let value = try connection.savepoint { try body(WriteTransaction(connection: connection)) }
            let answer = { [caller] (failure: (any Error)?) in
                if let failure { caller.resume(throwing: failure) } else { caller.resume(returning: value) }
            }
            return (answer, nil)
        } catch {
            return ({ [caller] failure in caller.resume(throwing: failure ?? error) }, error as? SavepointLost)
        }
    }

    func fail(with error: any Error) {
        caller.resume(throwing: error)
    }
}
