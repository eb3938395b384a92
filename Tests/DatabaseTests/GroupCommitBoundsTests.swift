import Database
import Dispatch
import TestSupport
import Testing

/// Nobody waits for the one writer without an end, and the queue of those who wait has one.
@Suite struct GroupCommitBoundsTests {
    @Test func `as many writers wait as may, and the next is refused at once`() async throws {
        let store = try TemporaryDatabase(
            migrations: TestSchema.migrations, limits: DatabaseLimits(waitingWriters: 3))
        let gate = DispatchSemaphore(value: 0)
        let holder = await Holder(of: store.database, until: gate)
        let executor = SerialExecutor()
        let waiting = (0..<3).map { number in
            Task(executorPreference: executor) {
                try await store.write { transaction in try transaction.note("\(number)") }
            }
        }
        executor.waitUntilIdle()
        // It is answered while the others still wait.
        await #expect(throws: DatabaseError.overloaded) {
            try await store.write { transaction in try transaction.note("one too many") }
        }
        gate.signal()
        await holder.end()
        for task in waiting { try await task.value }
        #expect(try await store.read { transaction in try transaction.notes() } == ["0", "1", "2"])
    }

    @Test func `while another process holds the lock, everybody leaves when their own time is over`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        let other = try Database(path: path, migrations: TestSchema.migrations)
        let database = try Database(
            path: path, migrations: TestSchema.migrations,
            limits: DatabaseLimits(patience: .zero, slice: .milliseconds(1)))
        let gate = DispatchSemaphore(value: 0)
        let holder = await Holder(of: other, until: gate)
        // More than go into one group: each group used to wait for its own time.
        let answers = await withTaskGroup(of: DatabaseError?.self) { group in
            for number in 0..<200 {
                group.addTask {
                    do { try await database.write { transaction in try transaction.note("\(number)") } } catch {
                        return error as? DatabaseError
                    }
                    return nil
                }
            }
            return await group.reduce(into: [DatabaseError?]()) { $0.append($1) }
        }
        #expect(
            answers.allSatisfy { error in
                if case .unavailable = error { true } else { false }
            })
        gate.signal()
        await holder.end()
        try await database.write { transaction in try transaction.note("after") }
        #expect(try await database.read { transaction in try transaction.notes() } == ["after"])
    }

    @Test func `who has time left waits on, and is answered when the lock is free`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        let other = try Database(path: path, migrations: TestSchema.migrations)
        let database = try Database(
            path: path, migrations: TestSchema.migrations,
            limits: DatabaseLimits(patience: .seconds(600), slice: .milliseconds(1)))
        let gate = DispatchSemaphore(value: 0)
        let holder = await Holder(of: other, until: gate)
        async let written: Void = database.write { transaction in try transaction.note("patient") }
        // Readers don't wait.
        #expect(try await database.read { transaction in try transaction.notes() } == [])
        gate.signal()
        await holder.end()
        try await written
        #expect(try await database.read { transaction in try transaction.notes() } == ["patient"])
    }

    @Test func `a member that can't be undone ends its group, and nothing of anybody is kept`() async throws {
        let store = try TestSchema.store()
        let broken = Group.Member { transaction in
            try transaction.note("half")
            // As if `ROLLBACK TO` failed: the savepoint to go back to is gone, and the transaction stands.
            try transaction.execute("RELEASE member")
            throw DatabaseError.corruptRecord("mine")
        }
        let answers = await Group.run([.note("one"), broken, .note("two")], in: store)
        #expect(answers.allSatisfy { $0.error != nil })
        #expect(try await store.read { transaction in try transaction.notes() } == [])
        try await store.write { transaction in try transaction.note("after") }
        #expect(try await store.read { transaction in try transaction.notes() } == ["after"])
    }

    @Test func `a database that may not grow says so, has room again when something goes, and knows how much`()
        async throws
    {
        let store = try TemporaryDatabase(
            migrations: TestSchema.migrations, limits: DatabaseLimits(bytes: 256 << 10))
        let before = try await store.database.room()
        #expect(before.total == 256 << 10 && before.free > 0 && before.free < before.total)
        let name = String(repeating: "n", count: 8 << 10)
        var written = 0
        while written < 100 {
            let number = written
            do { try await store.write { transaction in try transaction.note("\(number) \(name)") } } catch { break }
            written += 1
        }
        #expect(written > 3 && written < 32)
        #expect(try await store.database.room().free < 32 << 10)
        try await store.write { transaction in _ = try transaction.execute("DELETE FROM notes") }
        // The file is as large as before; what is free in it counts.
        #expect(try await store.database.room().free > 128 << 10)
        try await store.write { transaction in try transaction.note(name) }
    }
}
