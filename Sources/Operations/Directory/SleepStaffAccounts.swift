import Accounts
import Audit
import Database
import Identity
import Storage

/// Shuts staff accounts that nobody has signed in with for 45 days (TCVN 14423:2026 §5.6.2), a batch at a time. Whoever
/// proves who they are by VNeID, or asks an administrator, has theirs back; their posts wait for them meanwhile, and open
/// nothing, as there is no session in which they count.
package struct SleepStaffAccounts: Sendable {
    private let database: Database
    private let dormancy: Duration

    private static let batch = 100

    package init(_ installation: Installation, after dormancy: Duration = StaffState.dormancy) {
        database = installation.database
        self.dormancy = dormancy
    }

    /// Accounts that were never counted begin to count now.
    /// - Returns: how many fell asleep.
    @discardableResult
    package func run(at now: Instant) async throws -> Int {
        let act = Act(actor: .schedule, origin: .local, now: now)
        // Mostly there is nothing to do, and then the writer isn't taken.
        let (isUncounted, isIdle) = try await database.read { [dormancy] transaction in
            let staff = transaction.staffAccounts
            return (try staff.hasUncounted(), try !staff.idle(since: now - dormancy, atMost: 1).isEmpty)
        }
        if isUncounted {
            try await database.write { transaction in try transaction.staffAccounts.beginCounting(at: now) }
        }
        var count = 0
        while isIdle {
            try Task.checkCancellation()
            let asleep = try await database.write { [dormancy] transaction in
                let idle = try transaction.staffAccounts.idle(since: now - dormancy, atMost: Self.batch)
                for person in idle {
                    try transaction.staffAccounts.end(person, as: .dormant, at: now)
                    try transaction.audit.append(act.event(.staffDormancy, object: person.text))
                }
                return idle.count
            }
            count += asleep
            if asleep < Self.batch { break }
        }
        return count
    }
}
