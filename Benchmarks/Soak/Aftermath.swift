import BenchmarkSupport
import Database
import Storage

/// What is looked at once the load has ended.
struct Aftermath: Sendable {
    let server: ServerProcess
    let platform: TokenEndpoint
    let ledger: Ledger

    /// What was spent stays spent, what is live stays live, after every crash since.
    func askAgain() async throws {
        // First: a code that is used again ends what it gave.
        for token in ledger.liveTokens {
            if let status = try await platform.userInfo(token), status == 200 { continue }
            ledger.fault("an access token that nobody revoked opens nothing")
        }
        for code in ledger.spentCodes {
            if case .tokens = try await platform.redeem(code) { ledger.fault("a code gives tokens a second time") }
        }
        for token in ledger.endedTokens {
            if case .tokens = try await platform.refresh(token) { ledger.fault("an ended family gives tokens") }
        }
    }

    /// The database itself, once the server has ended.
    func lookAtRecords() async throws {
        let database = try Database(path: server.database, migrations: Schema.migrations)
        let found = try await database.read { transaction in
            (
                integrity: try transaction.row("PRAGMA integrity_check")?.text(0),
                events: try transaction.row("SELECT COUNT(*), MIN(number), MAX(number) FROM audit_events").map {
                    (count: try $0.integer(0), first: try $0.integer(1), last: try $0.integer(2))
                },
                codes: try Self.count("authorization", transaction), tokens: try Self.count("token", transaction)
            )
        }
        try database.close()
        if found.integrity != "ok" { ledger.fault("integrity_check: \(found.integrity ?? "nothing")") }
        guard let events = found.events else { return ledger.fault("the audit log is empty") }
        if events.last - events.first + 1 != events.count { ledger.fault("the audit log has holes: \(events)") }
        if found.codes < ledger[.codes] { ledger.fault("codes without an event: \(found.codes)") }
        if found.tokens < ledger[.tokens] { ledger.fault("tokens without an event: \(found.tokens)") }
    }

    private static func count(_ action: String, _ transaction: ReadTransaction) throws -> Int64 {
        try transaction.row(
            "SELECT COUNT(*) FROM audit_events WHERE action = $1 AND outcome = 'success'", .text(action))?
            .integer(0) ?? 0
    }
}
