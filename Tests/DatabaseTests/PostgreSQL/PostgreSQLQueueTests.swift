import Database
import Dispatch
import TestSupport
import Testing

/// Nobody waits without an end, and there is a bound to those who wait.
@Suite(.onPostgreSQL) struct PostgreSQLQueueTests {
    /// Holds the only connection until it is let go.
    private struct Holder {
        private let gate = DispatchSemaphore(value: 0)
        private let task: Task<Void, any Error>

        init(_ stand: PostgreSQLStand) async {
            let (started, starting) = AsyncStream<Void>.makeStream()
            task = Task { [gate] in
                try await stand.database.write { transaction in
                    try transaction.count()
                    starting.finish()
                    gate.wait()
                }
            }
            for await _ in started {}
        }

        func letGo() async throws {
            gate.signal()
            try await task.value
        }
    }

    @Test func `whoever comes when enough wait is refused at once`() async throws {
        let stand = try PostgreSQLStand(
            connections: 1, limits: DatabaseLimits(waitingWriters: 1, patience: .seconds(600)))
        let holder = await Holder(stand)
        let waiting = Task { try await stand.database.write { try $0.count() } }
        while stand.database.waitingWriters < 1 { await Task.yield() }
        await #expect(throws: DatabaseError.overloaded) { try await stand.database.write { try $0.count() } }
        await #expect(throws: DatabaseError.overloaded) { try await stand.counter() }
        try await holder.letGo()
        try await waiting.value
        #expect(try await stand.counter() == 2)
    }

    @Test func `whoever has waited for long enough is sent away, while the connection is still held`() async throws {
        let stand = try PostgreSQLStand(connections: 1, limits: DatabaseLimits(patience: .milliseconds(1)))
        let holder = await Holder(stand)
        await #expect(throws: DatabaseError.overloaded) { try await stand.database.write { try $0.count() } }
        #expect(stand.database.waitingWriters == 0)
        try await holder.letGo()
    }

    @Test func `a server that isn't there is said, and its address holds no password`() throws {
        let nowhere = PostgreSQLSettings(
            connection: "postgres://hue@/hue?host=/nowhere", password: "rat-bi-mat", random: { 0 })
        let error = #expect(throws: DatabaseError.self) { try Database(.server(nowhere), migrations: []) }
        guard case .unavailable(let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(why.contains("/nowhere") && !why.contains("rat-bi-mat"))
    }

    @Test func `what is closed answers nobody, and at once`() async throws {
        let stand = try PostgreSQLStand()
        try stand.database.close()
        await #expect(throws: DatabaseError.unavailable("the database is closed")) { try await stand.counter() }
    }
}
