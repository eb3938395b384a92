import Database
import Dispatch
import TestSupport

/// A schema of these tests' own: notes, and children that need a parent when the transaction ends.
enum TestSchema {
    static let migrations = [
        Migration(
            "001-notes",
            [
                "CREATE TABLE notes (name TEXT PRIMARY KEY, size BIGINT)",
                "CREATE TABLE parents (name TEXT PRIMARY KEY)",
                """
                CREATE TABLE children (
                    name TEXT PRIMARY KEY, parent TEXT REFERENCES parents (name) DEFERRABLE INITIALLY DEFERRED
                )
                """,
                // An error after which SQLite itself ends the transaction, as it does when the disk is full.
                """
                CREATE TRIGGER notes_catastrophe BEFORE INSERT ON notes WHEN NEW.name = 'catastrophe'
                BEGIN SELECT RAISE(ROLLBACK, 'catastrophe'); END
                """,
            ])
    ]

    /// The notes alone, on the database of the test.
    static func portableStore() throws -> TemporaryDatabase {
        try TemporaryDatabase(migrations: [
            Migration("001-notes", ["CREATE TABLE notes (name TEXT PRIMARY KEY NOT NULL, size BIGINT)"])
        ])
    }

    static func store() throws -> TemporaryDatabase { try TemporaryDatabase(migrations: migrations) }
}

extension WriteTransaction {
    func note(_ name: String, size: Int64? = nil) throws {
        try execute("INSERT INTO notes (name, size) VALUES ($1, $2)", .text(name), .integer(size))
    }
}

extension Transaction {
    func notes() throws -> [String] {
        var names: [String] = []
        for row in try rows("SELECT name FROM notes ORDER BY name") { names.append(try row.text(0)) }
        return names
    }
}

/// Where tasks run one after another on a queue that can be waited for: so a test knows that each has come to
/// its first wait.
final class SerialExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "serial-executor")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }

    /// Returns when every task on the queue waits for something else.
    func waitUntilIdle() {
        for _ in 0..<8 { queue.sync {} }
    }
}

/// Writers that wait while one holds the database, so that they share the next commit.
struct Group {
    /// One writer, and what it does.
    struct Member: Sendable {
        let body: @Sendable (WriteTransaction) throws -> Void

        init(_ body: @escaping @Sendable (WriteTransaction) throws -> Void) {
            self.body = body
        }

        static func note(_ name: String) -> Member {
            Member { transaction in try transaction.note(name) }
        }

        /// Breaks a constraint that is checked at the commit only: the parent never comes.
        static let orphan = Member { transaction in
            _ = try transaction.execute("INSERT INTO children (name, parent) VALUES ('child', 'nobody')")
        }
    }

    /// What each writer was told, in their order.
    static func run(_ members: [Member], in store: TemporaryDatabase) async -> [Result<Void, any Error>] {
        let (executor, gate) = (SerialExecutor(), DispatchSemaphore(value: 0))
        let (started, starting) = AsyncStream<Void>.makeStream()
        let holder = Task {
            await store.answer(
                Member { _ in
                    starting.finish()
                    gate.wait()
                })
        }
        for await _ in started {}
        let tasks = members.map { member in Task(executorPreference: executor) { await store.answer(member) }
        }
        executor.waitUntilIdle()
        gate.signal()
        _ = await holder.value
        var answers: [Result<Void, any Error>] = []
        for task in tasks { answers.append(await task.value) }
        return answers
    }
}

extension TemporaryDatabase {
    fileprivate func answer(_ member: Group.Member) async -> Result<Void, any Error> {
        do {
            return .success(try await write(member.body))
        } catch {
            return .failure(error)
        }
    }
}

extension Result {
    var error: Failure? { if case .failure(let error) = self { error } else { nil } }

    /// What the database itself said.
    var databaseError: DatabaseError? { error as? DatabaseError }
}

/// Somebody who holds the write lock until a gate opens.
struct Holder {
    private let task: Task<Void, any Error>

    /// Returns when the lock is held.
    init(of database: Database, until gate: DispatchSemaphore) async {
        let (started, starting) = AsyncStream<Void>.makeStream()
        task = Task {
            try await database.write { _ in
                starting.finish()
                gate.wait()
            }
        }
        for await _ in started {}
    }

    func end() async { _ = await task.result }
}
