import Audit
import Database
import Identity
import Storage
import TestSupport
import Testing

@testable import Operations

@Suite(.bothDatabases) struct StrangerRefusalsTests {
    private func act(
        _ address: String = "203.0.113.7", _ actor: AuditEvent.Actor = .anonymous, at now: Instant = .noon
    )
        -> Act
    {
        Act(actor: actor, origin: .init(address: address, port: 1), now: now)
    }

    private func rows(_ here: TestInstallation) async throws -> [String] {
        try await here.read { transaction in
            try transaction.rows(
                "SELECT action, code, network, client, number FROM refusal_counts ORDER BY minute, network, code"
            ).map { row in try (0..<4).map { try row.text($0) }.joined(separator: " ") + " \(try row.integer(4))" }
        }
    }

    @Test func `a thousand refusals of strangers are a row for each network and minute, and none of the audit log`()
        async throws
    {
        let here = try TestInstallation()
        let log = RefusalLog(here.installation)
        for number in 0..<1000 {
            let address = number.isMultiple(of: 2) ? "203.0.113.\(number % 256)" : "2001:db8::\(number)"
            try await log.record(.userInfo, "no-token", act(address, at: .noon + .milliseconds(number)))
        }
        try await log.record(.userInfo, "no-token", act(at: .noon + .minutes(1)))
        #expect(try await rows(here) == [], "nothing is written before the minute is over")
        try await log.writeCounts()
        #expect(
            try await rows(here) == [
                "user-info no-token 2001:db8:0:0::/64  500", "user-info no-token 203.0.113.0/24  500",
                "user-info no-token 203.0.113.0/24  1",
            ])
        #expect(try await here.audit().isEmpty)
        try await log.writeCounts()
        #expect(try await rows(here).count == 3, "what was written is not written again")
    }

    @Test(arguments: [AuditEvent.Actor.client("bi"), .administrator("root")])
    func `a refusal of somebody who is known is an event`(actor: AuditEvent.Actor) async throws {
        let here = try TestInstallation()
        try await RefusalLog(here.installation).record(.decide, "no-platform", client: "bi", act("192.0.2.1", actor))
        #expect(try await here.audit() == ["decision | refused: no-platform | \(actor.text) | bi | -"])
        try await RefusalLog(here.installation).writeCounts()
        #expect(try await rows(here) == [])
    }

    @Test func `however many networks they come from, so many are told apart`() async throws {
        let here = try TestInstallation()
        let log = RefusalLog(here.installation)
        for number in 0..<5000 {
            try await log.record(
                .authorize, "unknown-client", client: "c\(number)", act("10.\(number / 250).\(number % 250).1"))
        }
        try await log.writeCounts()
        let rows = try await rows(here)
        #expect(rows.count == StrangerRefusals.limit + 1)
        #expect(rows.first == "authorization unknown-client *  \(5000 - StrangerRefusals.limit)")
    }

    @Test func `what can't be written down is kept, and written when it can be`() async throws {
        let here = try TestInstallation()
        let log = RefusalLog(here.installation)
        try await log.record(.userInfo, "no-token", act())
        try await here.write { transaction in
            _ = try transaction.execute("ALTER TABLE refusal_counts RENAME TO gone")
        }
        await #expect(throws: RecordsError.self) { try await log.writeCounts() }
        try await log.record(.userInfo, "no-token", act())
        try await here.write { transaction in
            _ = try transaction.execute("ALTER TABLE gone RENAME TO refusal_counts")
        }
        try await log.writeCounts()
        #expect(try await rows(here) == ["user-info no-token 203.0.113.0/24  2"])
    }

    @Test func `what may have been written down already is not written again`() async throws {
        guard !TestEngine.current.isSQLite else { return }
        let here = try TestInstallation()
        let log = RefusalLog(here.installation)
        try await log.record(.userInfo, "no-token", act())
        try await here.loseAnswers(ofCommitsTo: "refusal_counts")
        await #expect(throws: RecordsError.outcomeUnknown) { try await log.writeCounts() }
        try await log.record(.userInfo, "no-token", act(at: .noon + .minutes(1)))
        try await here.keepAnswers(ofCommitsTo: "refusal_counts")
        #expect(try await log.writeCounts().map(\.number) == [1])
    }
}
