import Audit
import Cryptography
import Database
import Dispatch
import Identity
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// The audit log leaves in batches, and goes only after it has left.
@Suite(.bothDatabases) struct AuditActsTests {
    private let here: TestInstallation

    init() async throws {
        here = try TestInstallation()
        for id in ["a", "b", "c"] { try await here.register(id) }
    }

    /// Keeps what was written, and whether it was finished.
    private final class Sink: AuditSink {
        var bytes: [UInt8] = []
        var isFinished = false

        func write(_ bytes: [UInt8]) throws { self.bytes += bytes }
        func finish() throws { isFinished = true }

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var sha256: String {
            SHA2.sha256(bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    private struct Full: Error {}

    private final class FullSink: AuditSink {
        func write(_ bytes: [UInt8]) throws { throw Full() }
        func finish() throws {}
    }

    @discardableResult
    private func export(_ sink: Sink = Sink(), limit: Int64 = 100) async throws -> AuditBatch? {
        let outcome = try await ExportAudit(here.installation, batchLimit: limit).batch(.jsonLines, to: sink, here.act)
        guard case .exported(let batch, _) = outcome else { return nil }
        return batch
    }

    private func numbers() async throws -> [Int64] {
        try await here.read { transaction in try transaction.audit.events(after: 0, limit: 100).map(\.number) }
    }

    @discardableResult
    private func prune(_ retention: Duration) async throws -> Int {
        let prune = PruneAudit(here.installation)
        return try await prune.run(try await prune.due(retention, at: here.clock.now), retention, here.act)
    }

    @Test func `an export has all events since the last, a line each, and is known by its hash`() async throws {
        let sink = Sink()
        let batch = try #require(try await export(sink))
        #expect(sink.isFinished && batch.sha256 == sink.sha256)
        #expect(batch.first == 1 && batch.last == 3 && batch.count == 3 && batch.latest == here.clock.now)
        let lines = try sink.text.split(separator: "\n").map { try JSONReader.readObject(Array($0.utf8)) }
        #expect(lines.map { $0["client"]?.string } == ["a", "b", "c"])
        #expect(lines.allSatisfy { $0["action"] == "client-add" && $0["moment"]?.string == here.clock.now.text })
        #expect(try await here.audit().last?.hasPrefix("audit-export | success") == true)
        #expect(try await here.audit().last?.hasSuffix("1-3 sha256:\(sink.sha256)") == true)
        // The next has the event of this one, and so on.
        #expect(try await export()?.first == 4)
    }

    @Test func `a long log leaves in several batches`() async throws {
        let first = try await export(limit: 2)
        let second = try await export(limit: 2)
        #expect(first?.last == 2 && second?.first == 3 && second?.count == 2)
    }

    /// Opens a gate when it is finished, if nobody has before.
    private struct OpeningSink: AuditSink {
        let gate: DispatchSemaphore

        func write(_ bytes: [UInt8]) throws {}
        func finish() throws { gate.signal() }
    }

    @Test func `an export has all events up to its last, also of who had drawn a number and wasn't done`() async throws
    {
        // SQLite's one writer is done before another draws one.
        guard !TestEngine.current.isSQLite else { return }
        let (here, event) = (here, here.act.event(.signIn, object: "an"))
        let gate = DispatchSemaphore(value: 0)
        let (drawn, drawing) = AsyncStream<Void>.makeStream()
        let slow = Task {
            try await here.write { transaction in
                try transaction.audit.append(event)
                // What is put goes with the next statement.
                _ = try transaction.rows("SELECT 1")
                drawing.finish()
                gate.wait()
            }
        }
        for await _ in drawn {}
        try await here.write { transaction in try transaction.audit.append(event) }
        let watching = Task {
            while try await !Self.somebodyWaitsForEvents(here) { try Task.checkCancellation() }
            gate.signal()
        }
        let outcome = try await ExportAudit(here.installation).batch(.jsonLines, to: OpeningSink(gate: gate), here.act)
        watching.cancel()
        try await slow.value
        guard case .exported(let batch, remaining: 0) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(batch.first == 1 && batch.last == 5 && batch.count == 5)
    }

    private static func somebodyWaitsForEvents(_ here: TestInstallation) async throws -> Bool {
        try await here.read { transaction in
            try transaction.row("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'audit_events'::regclass")
                != nil
        }
    }

    @Test func `an export that can't be written is none`() async throws {
        await #expect(throws: Full.self) {
            _ = try await ExportAudit(here.installation).batch(.jsonLines, to: FullSink(), here.act)
        }
        #expect(try await ReadAudit(here.installation).batches().isEmpty)
        #expect(try await export()?.first == 1)
    }

    @Test func `a filtered export is an event, and makes nothing removable`() async throws {
        var query = AuditQuery()
        query.client = "b"
        let sink = Sink()
        let outcome = try await ExportAudit(here.installation).filtered(query, .jsonLines, to: sink, here.act)
        guard case .filtered(count: 1) = outcome else { throw Full() }
        #expect(sink.text.split(separator: "\n").count == 1)
        #expect(try await here.audit().last?.contains("audit-export | success") == true)
        #expect(try await ReadAudit(here.installation).batches().isEmpty)
    }

    @Test func `only what was exported goes, when its time is over, and an event says so`() async throws {
        here.clock.advance(by: .hours(1000))
        #expect(try await prune(.hours(1)) == 0, "nothing was exported")
        here.clock.advance(by: .zero - .hours(1000))
        try await export()
        #expect(try await prune(.hours(24)) == 0, "it isn't old enough")
        here.clock.advance(by: .hours(24) + .milliseconds(1))
        #expect(try await prune(.hours(24)) == 3)
        #expect(try await numbers() == [4, 5])
        #expect(try await here.audit().last?.hasPrefix("audit-prune | success") == true)
        #expect(try await here.audit().last?.contains("1-3 sha256:") == true)
        #expect(try await prune(.hours(24)) == 0)
        #expect(try await ReadAudit(here.installation).batches().first?.removedAt == here.clock.now)
    }

    @Test func `a removal that was cut off is finished by the next`() async throws {
        try await export()
        here.clock.advance(by: .hours(25))
        let now = here.clock.now
        try await here.write { transaction in
            _ = try transaction.auditBatches.beginRemoval(of: 1, at: now)
            _ = try transaction.auditBatches.removeEvents(of: try transaction.auditBatches.all()[0].batch, atMost: 1)
        }
        #expect(try await prune(.hours(24)) == 2)
        #expect(try await numbers() == [4])
    }

    @Test(arguments: [
        ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""), ("+84", "'+84"), ("-1", "'-1"), ("@a", "'@a"),
        ("a,b", "\"a,b\""), ("a", "a"), ("\tx", "'\tx"),
    ])
    func `a cell that a spreadsheet would take for a formula is made harmless`(text: String, cell: String) {
        let event = AuditEntry(
            number: 1, moment: .noon, action: "sign-in", outcome: "success", actor: "anonymous", address: "local",
            port: nil, client: nil, session: nil, object: text)
        let line = String(decoding: AuditFormat.csv.line(event), as: UTF8.self)
        #expect(line == "1,\(Instant.noon.text),sign-in,success,anonymous,local,,,,\(cell)\r\n")
        #expect(String(decoding: AuditFormat.csv.head, as: UTF8.self).hasPrefix("number,moment,action,"))
    }
}
