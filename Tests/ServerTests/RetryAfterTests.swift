import Database
import Dispatch
import Settings
import Storage
import TestSupport
import Testing
import Wire

@testable import Server

/// Whoever is sent away for now is told when to come again, whatever sent them away.
@Suite(.bothDatabases) struct RetryAfterTests {
    @Test func `a database that fails, at a page, at a machine's endpoint and at the Authorization API`() async throws {
        let provider = try RunningProvider()
        let city = try await City(provider)
        try await provider.register("rp")
        for table in ["clients", "interactions", "authorization_codes"] {
            try await provider.execute("ALTER TABLE \(table) RENAME TO gone_\(table)")
        }
        let browser = Browser(provider)
        let replies = [
            try await browser.get("/oauth2/authorize?" + FormParameters(Browser.request("rp")).encoded()),
            try await browser.redeem("code", "rp"),
            try await city.platform().ask("evaluation", body: "{}"),
        ]
        for reply in replies {
            #expect(reply.status == 503 && reply.header("Retry-After") == "5", "\(reply.status) \(reply.text)")
        }
    }

    @Test func `another process holds the lock: soon, and the code stays good (Q8)`() async throws {
        // Nobody holds all of a PostgreSQL.
        guard TestEngine.current.isSQLite else { return }
        let provider = try RunningProvider(limits: DatabaseLimits(patience: .zero, slice: .milliseconds(1)))
        try await provider.register()
        try await provider.addAccount()
        let browser = Browser(provider)
        let code = try await browser.code()
        let other = try Database(provider.records.location, migrations: Schema.migrations)
        let gate = DispatchSemaphore(value: 0)
        let (started, starting) = AsyncStream<Void>.makeStream()
        let holder = Task {
            try await other.write { _ in
                starting.finish()
                gate.wait()
            }
        }
        for await _ in started {}
        let refused = try await browser.redeem(code)
        #expect(refused.status == 503 && refused.header("Retry-After") == "5")
        #expect(try await AdministrativePort(provider).get("/readyz") == (503, "5"))
        #expect(try await AdministrativePort(provider).get("/livez").status == 200)
        gate.signal()
        _ = await holder.result
        #expect(try await browser.redeem(code).status == 200)
        try other.close()
    }

    @Test func `every connection is taken and enough wait: soon, and the code stays good`() async throws {
        // One writer of SQLite's has others queue up elsewhere: see above.
        guard !TestEngine.current.isSQLite else { return }
        let provider = try RunningProvider(
            limits: DatabaseLimits(waitingWriters: 4, patience: .seconds(600)), connections: 1)
        try await provider.register()
        try await provider.addAccount()
        let browser = Browser(provider)
        let code = try await browser.code()
        let gate = DispatchSemaphore(value: 0)
        let (started, starting) = AsyncStream<Void>.makeStream()
        let holder = Task {
            try await provider.database.write { transaction in
                _ = try transaction.rows("SELECT 1")
                starting.finish()
                gate.wait()
            }
        }
        for await _ in started {}
        let waiting = (0..<4).map { _ in Task { try await provider.database.read { _ = try $0.rows("SELECT 1") } } }
        while provider.database.waitingWriters < 4 { await Task.yield() }
        let refused = try await browser.redeem(code)
        #expect(refused.status == 503 && refused.header("Retry-After") == "5")
        #expect(try await AdministrativePort(provider).get("/readyz") == (503, "5"))
        #expect(try await AdministrativePort(provider).get("/livez").status == 200)
        gate.signal()
        try await holder.value
        for task in waiting { try await task.value }
        #expect(try await browser.redeem(code).status == 200)
    }

    @Test func `too many wait for the database: the log says so`() async throws {
        let provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        let code = try await Browser(provider).code()
        let said = SaidLines()
        let busy = try RunningProvider(
            limits: DatabaseLimits(waitingWriters: 0), beside: provider, logger: said.logger)
        let refused = try await Browser(busy).redeem(code)
        #expect(refused.status == 503 && refused.header("Retry-After") == "5")
        let line = await said.next("a request was sent away for now")
        #expect(line.contains("\(DatabaseError.overloaded)"))
        #expect(try await Browser(provider).redeem(code).status == 200)
    }

    @Test func `a lock of an account says how long it lasts, not the usual`() async throws {
        let provider = try RunningProvider()
        try await provider.register()
        try await provider.addAccount()
        let browser = Browser(provider)
        let page = try await browser.authorize()
        for _ in 0..<5 { _ = try await browser.begin(page, password: "a wrong one") }
        let reply = try await browser.begin(page)
        #expect(reply.status == 429 && reply.header("Retry-After") == "900")
    }
}
