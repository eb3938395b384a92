import Dispatch
import Glibc
import Synchronization

/// Lets concurrent writers share a commit: whoever comes while one is being made durable goes into the next, so that
/// the disk is waited for once per group and not once per writer.
///
/// One thread does the work, and sleeps while there is none: it is woken by the first who comes then, and by nobody after.
///
/// A member that fails is undone alone; a commit that fails, fails all of its members. Nobody waits without an end: as many may
/// wait as `DatabaseLimits` says, each for as long as it says, whatever holds the lock.
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

    /// What is ready for a member's failure. Hardly anybody fails who has changed something, and a savepoint copies each page that
    /// its member changes: so a group does without, and where one fails all are undone and do their work again, which any
    /// body may (`Database.write`).
    private enum Undoing {
        case everybody
        case eachAlone
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
        var undoing = Undoing.everybody
        while isSomebodyWaiting() {
            gather()
            guard takesLock(handle) else { continue }
            let group = nextGroup()
            let isOver = Self.commit(group, handle, undoing)
            if !isOver { returnToQueue(group) }
            undoing = isOver ? .everybody : .eachAlone
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

    private func nextGroup() -> ArraySlice<Waiting> {
        queue.withLock { queue in
            let group = queue.waiting.prefix(Self.groupLimit)
            queue.waiting.removeFirst(group.count)
            return group
        }
    }

    private func returnToQueue(_ group: ArraySlice<Waiting>) {
        queue.withLock { $0.waiting.insert(contentsOf: group, at: 0) }
    }

    /// Does the work of a group in the transaction that has begun, and makes it durable.
    /// - Returns: whether everybody was told; otherwise nobody was, and nothing is kept.
    private static func commit(_ group: ArraySlice<Waiting>, _ handle: SQLiteHandle, _ undoing: Undoing) -> Bool {
        var answers: [Answer] = []
        do {
            for waiting in group {
                answers.append(try run(waiting.member, on: handle, undoing))
                // A full disk can end the whole transaction (sqlite.org/lang_transaction.html §2.2); what ran after
                // that would be committed by itself.
                guard handle.isInsideTransaction else {
                    throw DatabaseError.unavailable("SQLite has ended the transaction")
                }
            }
            try SQLiteConnection.translating { try handle.commit() }
            for answer in answers { answer(nil) }
            return true
        } catch {
            // If even the rollback fails, SQLite has ended the transaction by itself.
            try? handle.rollBack()
            if error is HasToBeUndoneAlone { return false }
            for answer in answers { answer(error) }
            for waiting in group.dropFirst(answers.count) { waiting.member.fail(with: error) }
            return true
        }
    }

    /// - Returns: how to tell a member of its success or of its own failure.
    /// - Throws: why its whole group has to end: half of a member that can't be undone must not be committed with the others.
    private static func run(
        _ member: any GroupMember, on handle: SQLiteHandle, _ undoing: Undoing
    ) throws -> Answer {
        let (connection, changes) = (SQLiteConnection(handle), handle.changesOfAll)
        do {
            switch undoing {
            case .everybody: return try member.run(on: connection)
            case .eachAlone: return try connection.savepoint { try member.run(on: connection) }
            }
        } catch let lost as SavepointLost {
            throw DatabaseError.unavailable("\(lost)")
        } catch {
            if case .everybody = undoing, handle.changesOfAll != changes { throw HasToBeUndoneAlone() }
            return { failure in member.fail(with: failure ?? error) }
        }
    }
}

/// Tells whoever waits for a commit: that it is durable (`nil`), or why not.
private typealias Answer = ((any Error)?) -> Void

/// A member has failed, and changed something before.
private struct HasToBeUndoneAlone: Error {}

/// Somebody who waits for a commit.
private protocol GroupMember: Sendable {
    /// Does its part of the transaction.
    func run(on connection: SQLiteConnection) throws -> Answer
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

    func run(on connection: SQLiteConnection) throws -> Answer {
        let value = try body(WriteTransaction(connection: connection))
        return { [caller] failure in
            if let failure { caller.resume(throwing: failure) } else { caller.resume(returning: value) }
        }
    }

    func fail(with error: any Error) {
        caller.resume(throwing: error)
    }
}
