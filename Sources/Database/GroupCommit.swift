import GRDB
import Synchronization

/// Lets concurrent writers share a commit: whoever comes while one is being made durable goes into the next, so that
/// the disk is waited for once per group and not once per writer.
///
/// A member that fails is undone alone (a savepoint each); a commit that fails, fails all of its members.
final class GroupCommit: Sendable {
    private let pool: DatabasePool
    private let queue = Mutex(Queue())

    private struct Queue {
        var waiting: [any GroupMember] = []
        var isDraining = false
    }

    /// Bounds how long the first member of a group waits for the others' work.
    private static let groupLimit = 64

    init(_ pool: DatabasePool) {
        self.pool = pool
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (WriteTransaction) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { caller in
            enqueue(Writer(body: body, caller: caller))
        }
    }

    private func enqueue(_ member: any GroupMember) {
        let mustDrain = queue.withLock { queue in
            queue.waiting.append(member)
            defer { queue.isDraining = true }
            return !queue.isDraining
        }
        guard mustDrain else { return }
        pool.asyncWriteWithoutTransaction { [self] database in
            while let group = nextGroup() { Self.commit(group, database) }
        }
    }

    private func nextGroup() -> [any GroupMember]? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                queue.isDraining = false
                return nil
            }
            let group = Array(queue.waiting.prefix(Self.groupLimit))
            queue.waiting.removeFirst(group.count)
            return group
        }
    }

    private static func commit(_ group: [any GroupMember], _ database: GRDB.Database) {
        var answers: [((any Error)?) -> Void] = []
        do {
            try SQLConnection.translating { try database.beginTransaction(.immediate) }
            let transaction = WriteTransaction(connection: SQLConnection(database))
            for member in group {
                answers.append(member.run(in: transaction))
                // A full disk can end the whole transaction (sqlite.org/lang_transaction.html §2.2); what ran after
                // that would be committed by itself.
                guard database.isInsideTransaction else {
                    throw DatabaseError.unavailable("SQLite has ended the transaction")
                }
            }
            try SQLConnection.translating { try database.commit() }
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
    /// Does its part of the transaction, and returns how to tell the caller once the commit is durable (`nil`) or has
    /// failed.
    func run(in transaction: WriteTransaction) -> ((any Error)?) -> Void
    func fail(with error: any Error)
}

private struct Writer<Value: Sendable>: GroupMember {
    let body: @Sendable (WriteTransaction) throws -> Value
    let caller: CheckedContinuation<Value, any Error>

    func run(in transaction: WriteTransaction) -> ((any Error)?) -> Void {
        let result = Result { try transaction.connection.savepoint { try body(transaction) } }
        return { failure in caller.resume(with: failure.map { .failure($0) } ?? result) }
    }

    func fail(with error: any Error) {
        caller.resume(throwing: error)
    }
}
