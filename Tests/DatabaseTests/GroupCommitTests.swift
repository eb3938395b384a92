import Database
import Synchronization
import TestSupport
import Testing

@Suite struct GroupCommitTests {
    @Test func `a member that fails is undone alone, and its error reaches its caller`() async throws {
        let store = try TestSchema.store()
        let answers = await Group.run(
            [
                .note("one"),
                Group.Member { transaction in
                    try transaction.note("half")
                    throw DatabaseError.corruptRecord("mine")
                },
                .note("two"),
                Group.Member { transaction in
                    try transaction.note("other half")
                    try transaction.note("one")
                },
                .note("three"),
            ], in: store)
        #expect(answers.map { $0.error == nil } == [true, false, true, false, true])
        #expect(answers[1].databaseError == .corruptRecord("mine"))
        guard case .constraint = answers[3].databaseError else {
            Issue.record("\(answers[3])")
            return
        }
        let notes = try await store.read { transaction in try transaction.notes() }
        #expect(notes == ["one", "three", "two"])
    }

    @Test(arguments: [
        // Undone with the one before it, and all begin again.
        (CountedFailure.afterAChange, runs: 3),
        // There is nothing to undo.
        (.beforeAnyChange, runs: 2), (.ofAConstraint, runs: 2), (.no, runs: 2),
    ])
    private func `others do their work again only where one has failed that had changed something`(
        failure: CountedFailure, runs: Int
    ) async throws {
        let store = try TestSchema.store()
        try await store.write { transaction in try transaction.note("there") }
        let count = Mutex(0)
        func counted(_ name: String) -> Group.Member {
            Group.Member { transaction in
                count.withLock { $0 += 1 }
                try transaction.note(name)
            }
        }
        let answers = await Group.run(
            [counted("one"), Group.Member { try failure.body($0) }, counted("two")], in: store)
        #expect(answers.map { $0.error == nil } == [true, failure == .no, true])
        #expect(count.withLock { $0 } == runs)
        #expect(try await store.read { transaction in try transaction.notes() } == ["one", "there", "two"])
    }

    @Test func `a commit that fails, fails all of its members and leaves nothing`() async throws {
        let store = try TestSchema.store()
        let answers = await Group.run([.note("one"), .orphan, .note("two")], in: store)
        #expect(answers.allSatisfy { $0.error != nil })
        let notes = try await store.read { transaction in try transaction.notes() }
        #expect(notes.isEmpty)
    }

    @Test func `after a failed commit the next one works`() async throws {
        let store = try TestSchema.store()
        #expect(await Group.run([.orphan], in: store).allSatisfy { $0.error != nil })
        try await store.write { transaction in try transaction.note("after") }
        let notes = try await store.read { transaction in try transaction.notes() }
        #expect(notes == ["after"])
    }

    @Test func `when SQLite ends the transaction itself, who is told of a failure has written nothing`()
        async throws
    {
        let store = try TestSchema.store()
        let names = ["before", "catastrophe", "after", "later"]
        let answers = await Group.run(names.map(Group.Member.note), in: store)
        let notes = try await store.read { transaction in try transaction.notes() }
        let told = zip(names, answers).filter { $0.1.error == nil }.map(\.0)
        #expect(notes == told.sorted())
        #expect(answers[1].error != nil)
        try await store.write { transaction in try transaction.note("much later") }
    }

    @Test func `many concurrent writers are all durable, each told of its own`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("many.sqlite")
        let database = try Database(path: path, migrations: TestSchema.migrations)
        let told = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<500 {
                group.addTask {
                    try await database.write { transaction in
                        try transaction.note("note-\(number)", size: Int64(number))
                        return Int64(number)
                    }
                }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(told == Set(0..<500))
        // A second look at the file while the first one is still open: nothing waits in a process.
        let again = try Database(path: path, migrations: TestSchema.migrations)
        let notes = try await again.read { transaction in try transaction.notes() }
        #expect(notes.count == 500)
        try again.close()
        try database.close()
        let reopened = try Database(path: path, migrations: TestSchema.migrations)
        let kept = try await reopened.read { transaction in try transaction.notes() }
        #expect(kept == notes)
        try reopened.close()
    }

    @Test func `two processes' writers wait for each other`() async throws {
        let store = try TestSchema.store()
        let other = try Database(path: store.path, migrations: TestSchema.migrations)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                let database = number.isMultiple(of: 2) ? other : store.database
                group.addTask {
                    try await database.write { transaction in
                        try transaction.note("\(number)")
                    }
                }
            }
            try await group.waitForAll()
        }
        let notes = try await store.read { transaction in try transaction.notes() }
        #expect(notes.count == 100)
        try other.close()
    }
}

/// How a member fails, if it does.
private enum CountedFailure {
    case no, beforeAnyChange, ofAConstraint, afterAChange

    func body(_ transaction: WriteTransaction) throws {
        switch self {
        case .no: break
        case .beforeAnyChange: throw DatabaseError.corruptRecord("mine")
        case .ofAConstraint: try transaction.note("there")
        case .afterAChange:
            try transaction.note("half")
            throw DatabaseError.corruptRecord("mine")
        }
    }
}
