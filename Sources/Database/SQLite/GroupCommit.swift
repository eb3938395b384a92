import GRDB
import Synchronization

/// Lets concurrent writers share a commit: whoever comes while one is being made durable goes into the next, so that
/// the disk is waited for once per group and not once per writer.
///
/// A member that fails is undone alone (a savepoint each); a commit that fails, fails all of its members. Nobody waits
/// without an end: as many may wait as `DatabaseLimits` says, each for as long as it says, whatever holds the lock.
final class GroupCommit: Sendable {
    private let pool: DatabasePool
    private let limits: DatabaseLimits
    private let queue = Mutex(Queue())

    private struct Queue {
        var waiting: [Waiting] = []
        var isDraining = false
    }

    private struct Waiting {
        let member: any GroupMember
        let since: ContinuousClock.Instant
    }

    private enum Admission {
        case waits
        /// Nobody looks after the queue: whoever is told this has to.
        case mustDrain
        case refused
    }

    /// Bounds how long the first member of a group waits for the others' work.
    private static let groupLimit = 64

    init(_ pool: DatabasePool, _ limits: DatabaseLimits) {
        self.pool = pool
        self.limits = limits
    }

    /// How many wait now.
    var waiting: Int { queue.withLock { $0.waiting.count } }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { caller in
            enqueue(Writer(body: body, caller: caller))
        }
    }

    private func enqueue(_ member: any GroupMember) {
        let admission = queue.withLock { queue -> Admission in
            guard queue.waiting.count < limits.waitingWriters else { return .refused }
            queue.waiting.append(Waiting(member: member, since: .now))
            defer { queue.isDraining = true }
            return queue.isDraining ? .waits : .mustDrain
        }
        switch admission {
        case .waits: break
        case .refused: member.fail(with: DatabaseError.overloaded)
        case .mustDrain: pool.asyncWriteWithoutTransaction { [self] database in drain(database) }
        }
    }

    // MARK: On the writer's queue

    private func drain(_ database: GRDB.Database) {
        while isSomebodyWaiting() {
            guard takesLock(database) else { continue }
            Self.commit(nextGroup(), database)
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
    private func takesLock(_ database: GRDB.Database) -> Bool {
        do {
            try database.beginTransaction(.immediate)
            return true
        } catch let error as GRDB.DatabaseError where error.resultCode == .SQLITE_BUSY {
            for member in leave(afterWaiting: limits.patience) { member.fail(with: DatabaseError(error)) }
        } catch {
            let error = (error as? GRDB.DatabaseError).map(DatabaseError.init) ?? error
            for member in leave(afterWaiting: .zero) { member.fail(with: error) }
        }
        return false
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
    private static func commit(_ group: [any GroupMember], _ database: GRDB.Database) {
        var answers: [((any Error)?) -> Void] = []
        do {
            let connection = SQLiteConnection(database)
            for member in group {
                let (answer, end) = member.run(on: connection)
                answers.append(answer)
                // Half of a member that can't be undone must not be committed with the others.
                if let end { throw DatabaseError.unavailable("\(end)") }
                // A full disk can end the whole transaction (sqlite.org/lang_transaction.html §2.2); what ran after
                // that would be committed by itself.
                guard database.isInsideTransaction else {
                    throw DatabaseError.unavailable("SQLite has ended the transaction")
                }
            }
            try SQLiteConnection.translating { try database.commit() }
            for answer in answers { answer(nil) }
        } catch {
            // If even the rollback fails, SQLite has ended the transaction by itself.
            if database.isInsideTransaction { try? database.rollback() }
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

private struct Writer<Value: Sendable>: GroupMember {
    let body: @Sendable (WriteTransaction) throws -> Value
    let caller: CheckedContinuation<Value, any Error>

    func run(on connection: SQLiteConnection) -> (answer: ((any Error)?) -> Void, end: SavepointLost?) {
        let result = Result { try connection.savepoint { try body(WriteTransaction(connection: connection)) } }
        var end: SavepointLost?
        if case .failure(let error) = result { end = error as? SavepointLost }
        return ({ failure in caller.resume(with: failure.map { .failure($0) } ?? result) }, end)
    }

    func fail(with error: any Error) {
        caller.resume(throwing: error)
    }
}
