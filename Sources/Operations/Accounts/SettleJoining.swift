import Audit
import Database
import Permissions
import Storage

/// How an act ended that can make one person of two: for the caller, and for its event.
struct SettledJoining<Outcome: Sendable>: Sendable {
    let outcome: Outcome
    /// Why it couldn't be done, for the audit log; `nil` where it was.
    let refusal: String?
    /// Whom it was about.
    let object: String

    init(_ outcome: Outcome, refusal: String? = nil, object: String) {
        self.outcome = outcome
        self.refusal = refusal
        self.object = object
    }
}

extension Installation {
    /// Settles such an act: by the permissions, which say what excludes each other, in one transaction with its event.
    func settleJoining<Outcome: Sendable>(
        _ act: Act, _ action: AuditEvent.Action,
        _ change: @escaping @Sendable (WriteTransaction, CurrentPermissions) throws -> SettledJoining<Outcome>
    ) async throws -> Outcome {
        try await writePrepared(at: act.now) { transaction, permissions in
            let settled = try change(transaction, permissions)
            let result = settled.refusal.map { .refused($0) } ?? AuditEvent.Outcome.success
            try transaction.audit.append(act.event(action, result, object: settled.object))
            return settled.outcome
        }
    }
}
