import Accounts
import Database
import Federation
import Identity
import OpenIDConnect

/// Forgets what no longer counts. What is kept longer than it is valid is kept to recognise it: a code that comes a
/// second time, a form that comes too late.
///
/// Everything is forgotten a batch at a time, by an index: whoever calls does each batch in a transaction of its own,
/// so that nobody waits for more than one.
package struct Housekeeping<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var housekeeping: Housekeeping<Self> { Housekeeping(transaction: self) }
}

extension Housekeeping {
    /// Before when a row has to be to be forgotten; `nil` when none is. Bounds are counted in it, which takes longer the
    /// more rows there are: it is asked while nobody waits for the writer.
    package func due(
        _ sweep: Sweep, at now: Instant, _ bounds: HousekeepingBounds = HousekeepingBounds()
    ) throws -> Instant? {
        guard let cutoff = try cutoff(of: sweep, at: now, bounds) else { return nil }
        let oldest = try transaction.row(sweep.selection, .moment(cutoff), .integer(1))
        return oldest == nil ? nil : cutoff
    }
}

extension Housekeeping where Context == WriteTransaction {
    /// - Parameters:
    ///   - cutoff: what `due` has said.
    ///   - place: where the last batch ended.
    ///   - limit: how many rows at most.
    package func forget(
        _ sweep: Sweep, before cutoff: Instant, after place: Sweep.Place = .beginning, atMost limit: Int
    ) throws -> Sweep.Batch {
        if sweep == .passwordAttemptsBeyondBound {
            return try transaction.passwordAttempts.forgetNobodys(before: cutoff, after: place, atMost: limit)
        }
        let arguments: [SQLValue] = [.moment(cutoff), .integer(Int64(limit))]
        let forgotten =
            sweep == .sessions
            ? try forgetSessions(sweep, arguments) : try transaction.execute(sweep.statement, arguments: arguments)
        // What was looked at is gone: the next are the oldest again.
        return Sweep.Batch(looked: forgotten, forgotten: forgotten, next: forgotten < limit ? nil : .beginning)
    }

    /// A session's roles go with it, however long ago they were used: who signs in again goes on with them.
    private func forgetSessions(_ sweep: Sweep, _ arguments: [SQLValue]) throws -> Int {
        let ended = try transaction.rows(sweep.selection, arguments: arguments)
        for row in ended {
            let id = SQLValue.text(try row.text(0))
            try transaction.execute("DELETE FROM exercised_roles WHERE session = $1", id)
            try transaction.execute("DELETE FROM session_clients WHERE session = $1", id)
            try transaction.execute("DELETE FROM sessions WHERE id = $1", id)
        }
        return ended.count
    }
}

extension Housekeeping {
    private func cutoff(of sweep: Sweep, at now: Instant, _ bounds: HousekeepingBounds) throws -> Instant? {
        guard let bound = sweep.bound(bounds) else { return sweep.cutoff(at: now, bounds) }
        let row = try transaction.row(
            "SELECT \(sweep.age) FROM \(sweep.table) ORDER BY \(sweep.age) DESC LIMIT 1 OFFSET $1",
            .integer(Int64(bound)))
        return try row.map { min(try $0.moment(0) + .milliseconds(1), sweep.cutoff(at: now, bounds)) }
    }
}

/// How much is remembered that a stranger can cause, however young it is; and how long what is kept for its own sake.
package struct HousekeepingBounds: Sendable {
    /// Interactions whose time is over, of which we know where the person was going.
    package let interactions: Int
    /// Counters of wrong passwords; beyond, those of names that no account has.
    package let passwordAttempts: Int
    /// Rows of counted refusals.
    package let refusals: Int
    /// For how long what a directory has changed is kept.
    package let directoryRuns: Duration

    package init(
        interactions: Int = 200_000, passwordAttempts: Int = 100_000, refusals: Int = 500_000,
        directoryRuns: Duration = .hours(24 * 730)
    ) {
        self.interactions = interactions
        self.passwordAttempts = passwordAttempts
        self.refusals = refusals
        self.directoryRuns = directoryRuns
    }
}
