import Database
import Dispatch
import Foundation
import Subprocess
import TestSupport
import Testing

@Suite struct SQLiteDatabaseTests {
    @Test func `commits are synced in full and written ahead, also after a reopening`() async throws {
        let directory = try TemporaryDirectory()
        for _ in 0..<2 {
            let database = try Database(
                path: directory.path("a.sqlite"), migrations: TestSchema.migrations)
            let pragmas = try await database.write { transaction in
                (
                    try transaction.row("PRAGMA synchronous")?.integer(0),
                    try transaction.row("PRAGMA journal_mode")?.text(0),
                    try transaction.row("PRAGMA foreign_keys")?.integer(0)
                )
            }
            // 2 is FULL.
            #expect(pragmas.0 == 2)
            #expect(pragmas.1 == "wal")
            #expect(pragmas.2 == 1)
            try database.close()
        }
    }

    @Test func `a database that is made is readable by its owner only`() throws {
        let store = try TestSchema.store()
        for file in [store.path, store.path + "-wal", store.path + "-shm"] {
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(try #require(mode) & 0o077 == 0, "\(file)")
        }
    }

    @Test func `what nobody uses any more is one file, with all in it`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        do {
            let database = try Database(path: path, migrations: TestSchema.migrations)
            try await database.write { transaction in try transaction.note("written") }
            #expect(try await database.read { try $0.notes() } == ["written"])
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a.sqlite"])
    }

    @Test func `a process that has it open twice keeps its log when another process ends`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        let first = try Database(path: path, migrations: TestSchema.migrations)
        try await first.write { transaction in try transaction.note("written") }
        let second = try Database(path: path, migrations: TestSchema.migrations)
        let script =
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM notes'); c.close()"
        let other = try await Subprocess.run(
            .path("/usr/bin/python3"), arguments: ["-c", script, path], output: .discarded,
            error: .string(limit: 64 << 10))
        #expect(other.terminationStatus.isSuccess, "\(other.standardError)")
        #expect(FileManager.default.fileExists(atPath: path + "-wal"), "the other took itself for the last")
        withExtendedLifetime((first, second)) {}
    }

    @Test func `a migration is applied once, and later ones follow`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        let first = Migration("001", ["CREATE TABLE a (n BIGINT)", "INSERT INTO a (n) VALUES (1)"])
        let second = Migration("002", ["INSERT INTO a (n) VALUES (2)"])
        for (migrations, sum) in [
            ([first], Int64(1)), ([first], 1), ([first, second], 3), ([first, second], 3),
        ] {
            let database = try Database(path: path, migrations: migrations)
            let found = try await database.read { transaction in
                try transaction.row("SELECT SUM(n) FROM a")?.integer(0)
            }
            #expect(found == sum)
            try database.close()
        }
    }

    @Test func `two that start together apply a migration once`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        let migrations = [Migration("001", ["CREATE TABLE a (n BIGINT)", "INSERT INTO a (n) VALUES (1)"])]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { try Database(path: path, migrations: migrations).close() }
            }
            try await group.waitForAll()
        }
        let database = try Database(path: path, migrations: migrations)
        let count = try await database.read { transaction in
            try transaction.row("SELECT COUNT(*) FROM a")?.integer(0)
        }
        #expect(count == 1)
    }

    @Test func `a database of a newer version is refused and left as it is`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        let (old, new) = (
            Migration("001", ["CREATE TABLE a (n BIGINT)"]), Migration("002", ["CREATE TABLE b (n BIGINT)"])
        )
        try Database(path: path, migrations: [old, new]).close()
        #expect(throws: DatabaseError.newerSchema("002")) {
            try Database(path: path, migrations: [old])
        }
        #expect(throws: Never.self) { try Database(path: path, migrations: [old, new]).close() }
    }

    @Test func `a migration that fails leaves nothing of itself behind`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        let bad = Migration("001", ["CREATE TABLE a (n BIGINT)", "INSERT INTO nowhere (n) VALUES (1)"])
        #expect(throws: DatabaseError.self) { try Database(path: path, migrations: [bad]) }
        let good = Migration("001", ["CREATE TABLE a (n BIGINT)"])
        #expect(throws: Never.self) { try Database(path: path, migrations: [good]).close() }
    }

    @Test func `steps before one that fails stay: each has a transaction of its own`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        let good = Migration("001", ["CREATE TABLE a (n BIGINT)"])
        let bad = Migration("002", ["INSERT INTO nowhere (n) VALUES (1)"])
        #expect(throws: DatabaseError.self) { try Database(path: path, migrations: [good, bad]) }
        #expect(throws: DatabaseError.newerSchema("001")) { try Database(path: path, migrations: []) }
    }

    @Test func `where there is none and none is to be made, that is said and nothing is made (F11)`() throws {
        let directory = try TemporaryDirectory()
        try Data().write(to: URL(filePath: directory.path("empty")))
        for path in [directory.path("a.sqlite"), directory.path("missing/a.sqlite"), directory.path("empty")] {
            #expect(throws: DatabaseError.notThere(path)) {
                try Database(path: path, migrations: TestSchema.migrations, absence: .refuse)
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["empty"])
    }

    @Test func `an older one that is to stay so is refused and left as it is`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        let (old, new) = (
            Migration("001", ["CREATE TABLE a (n BIGINT)"]), Migration("002", ["CREATE TABLE b (n BIGINT)"])
        )
        try Database(path: path, migrations: [old]).close()
        #expect(throws: DatabaseError.olderSchema("002")) {
            try Database(path: path, migrations: [old, new], absence: .refuse, older: .refuse)
        }
        #expect(throws: Never.self) { try Database(path: path, migrations: [old]).close() }
    }

    @Test func `one that is up to date is opened and read while another process writes`() async throws {
        let store = try TestSchema.store()
        try await store.write { transaction in try transaction.note("before") }
        let other = try Database(path: store.path, migrations: TestSchema.migrations)
        let gate = DispatchSemaphore(value: 0)
        let holder = await Holder(of: other, until: gate)
        let reader = try Database(path: store.path, migrations: TestSchema.migrations, absence: .refuse)
        let notes = try await reader.read { transaction in try transaction.notes() }
        #expect(notes == ["before"])
        gate.signal()
        await holder.end()
        try reader.close()
    }

    @Test func `a snapshot has all that was committed, in one file that others can't read`() async throws {
        let store = try TestSchema.store()
        for number in 0..<200 { try await store.write { transaction in try transaction.note("\(number)") } }
        let directory = try TemporaryDirectory()
        try store.database.snapshot(to: directory.path("copy.sqlite"))
        try await store.write { transaction in try transaction.note("later") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["copy.sqlite"])
        let mode = try FileManager.default.attributesOfItem(atPath: directory.path("copy.sqlite"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let copy = try Database(
            path: directory.path("copy.sqlite"), migrations: TestSchema.migrations, absence: .refuse)
        let notes = try await copy.read { transaction in try transaction.notes() }
        #expect(notes.count == 200)
        #expect(try await copy.integrityProblems().isEmpty)
        try copy.close()
        #expect(throws: DatabaseError.self) { try store.database.snapshot(to: directory.path("copy.sqlite")) }
    }

    @Test func `after its log was folded in, the main file has everything`() async throws {
        let directory = try TemporaryDirectory()
        let database = try Database(path: directory.path("a.sqlite"), migrations: TestSchema.migrations)
        try await database.write { transaction in try transaction.note("kept") }
        try database.foldInLog()
        try FileManager.default.copyItem(atPath: directory.path("a.sqlite"), toPath: directory.path("b.sqlite"))
        let moved = try Database(path: directory.path("b.sqlite"), migrations: TestSchema.migrations)
        let notes = try await moved.read { transaction in try transaction.notes() }
        #expect(notes == ["kept"])
    }

    @Test func `a broken file is found to be broken`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        let database = try Database(path: path, migrations: TestSchema.migrations)
        for number in 0..<300 {
            try await database.write { transaction in try transaction.note("a note that takes room \(number)") }
        }
        try database.foldInLog()
        try database.close()
        // A page in the middle: that of the notes or of their index, not the schema's.
        let handle = try FileHandle(forUpdating: URL(filePath: path))
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: size / 4096 / 2 * 4096)
        try handle.write(contentsOf: Data(repeating: 0x5A, count: 4096))
        try handle.close()
        let broken = try Database(path: path, migrations: TestSchema.migrations)
        #expect(try await !broken.integrityProblems().isEmpty)
    }

    @Test func `what can't be opened is unavailable`() throws {
        let directory = try TemporaryDirectory()
        try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: directory.path("text")))
        for path in [directory.path("missing/a.sqlite"), directory.path("."), directory.path("text")] {
            let error = #expect(throws: DatabaseError.self) { try Database(path: path, migrations: []) }
            guard case .unavailable = error else {
                Issue.record("\(path): \(String(describing: error))")
                continue
            }
        }
    }

    @Test(
        arguments: [
            "SELECT * FROM nowhere", "SELEC", "INSERT INTO notes (size) VALUES (1, 2)", "",
            "SELECT 1; DELETE FROM notes",
            "SELECT $1", #"SELECT name FROM notes WHERE name = "a text""#,
        ])
    func `a statement that can't be run is unavailable`(sql: String) async throws {
        let store = try TestSchema.store()
        let error = await #expect(throws: DatabaseError.self) {
            try await store.write { transaction in _ = try transaction.rows(sql) }
        }
        guard case .unavailable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a broken constraint is told apart`() async throws {
        let store = try TestSchema.store()
        try await store.write { transaction in try transaction.note("one") }
        let error = await #expect(throws: DatabaseError.self) {
            try await store.write { transaction in try transaction.note("one") }
        }
        guard case .constraint(let rule) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(rule.contains("notes.name"))
    }

    @Test(arguments: [
        "INSERT INTO notes (name) VALUES ('x') RETURNING name", "DELETE FROM notes RETURNING name",
    ])
    func `a read can't write`(sql: String) async throws {
        let store = try TestSchema.store()
        await #expect(throws: DatabaseError.self) {
            try await store.read { transaction in _ = try transaction.rows(sql) }
        }
    }

    @Test func `an empty text is a text, and nothing is nothing`() async throws {
        let store = try TestSchema.store()
        let row = try await store.read { transaction in
            try transaction.row("SELECT $1, $2, $1 IS NULL, $2 IS NULL", .text(""), .null)
        }
        let found = try #require(row)
        #expect(try found.optionalText(0) == "")
        #expect(try found.optionalText(1) == nil)
        #expect(try found.integer(2) == 0 && found.integer(3) == 1)
    }

    @Test func `a statement takes longer and shorter texts after one another`() async throws {
        let store = try TestSchema.store()
        let lengths = [0, 1, 63, 64, 65, 5_000, 0, 3, 100_000, 64]
        let read = try await store.read { transaction in
            try lengths.map { length in
                let texts = [String(repeating: "a", count: length), "Huế", String(repeating: "b", count: length / 2)]
                let row = try transaction.row("SELECT $1, $2, $3", .text(texts[0]), .text(texts[1]), .text(texts[2]))
                return try (0..<3).map { column in try row?.text(column) } == texts
            }
        }
        #expect(read.allSatisfy { $0 } && read.count == lengths.count)
    }

    @Test func `more statements than are kept are prepared anew`() async throws {
        let store = try TestSchema.store()
        for number in 0..<700 {
            let found = try await store.read { transaction in
                try transaction.row("SELECT \(number % 350)")?.integer(0)
            }
            #expect(found == Int64(number % 350))
        }
    }

    @Test func `who reads at once reads one state each, however many they are`() async throws {
        let store = try TestSchema.store()
        try await store.write { transaction in for number in 0..<10 { try transaction.note("\(number)") } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    let (first, second) = try await store.read { transaction in
                        (try transaction.notes().count, try transaction.notes().count)
                    }
                    #expect(first == second && first.isMultiple(of: 10))
                }
                group.addTask {
                    try await store.write { transaction in
                        let count = try transaction.notes().count
                        for number in 0..<10 { try transaction.note("\(count + number)") }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.read { transaction in try transaction.notes().count } == 650)
    }

    @Test func `who waits when it is closed is still answered, and nobody after`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("a.sqlite")
        let database = try Database(path: path, migrations: TestSchema.migrations)
        let gate = DispatchSemaphore(value: 0)
        let holder = await Holder(of: database, until: gate)
        let executor = SerialExecutor()
        let waiting = Task(executorPreference: executor) {
            try await database.write { transaction in try transaction.note("in time") }
        }
        executor.waitUntilIdle()
        let closing = Task.detached { try database.close() }
        gate.signal()
        await holder.end()
        try await waiting.value
        try await closing.value
        await #expect(throws: DatabaseError.self) {
            try await database.write { transaction in try transaction.note("late") }
        }
        let again = try Database(path: path, migrations: TestSchema.migrations)
        #expect(try await again.read { transaction in try transaction.notes() } == ["in time"])
    }

    @Test func `a closed database is unavailable`() async throws {
        let store = try TestSchema.store()
        try store.database.close()
        await #expect(throws: DatabaseError.self) {
            try await store.write { transaction in try transaction.note("late") }
        }
        await #expect(throws: DatabaseError.self) {
            try await store.read { transaction in try transaction.notes() }
        }
    }
}
