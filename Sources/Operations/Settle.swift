import Audit
import Database
import Storage

extension Installation {
    /// Settles an act that is done or not possible: one transaction, which holds the change and the one event.
    /// - Parameters:
    ///   - client: the client that it is about.
    ///   - object: what else it is about.
    ///   - table: what else changes with this, one after the other.
    ///   - change: returns whether it was done; one that could not be done has changed nothing.
    func settle(
        _ act: Act, _ action: AuditEvent.Action, client: String? = nil, object: String? = nil,
        queuingFor table: LockedTable? = nil, _ change: @escaping @Sendable (WriteTransaction) throws -> Bool
    ) async throws -> Bool {
        try await database.write(queuingFor: table) { transaction in
            let isDone = try change(transaction)
            let outcome = isDone ? AuditEvent.Outcome.success : .refused("not-possible")
            try transaction.audit.append(act.event(action, outcome, client: client, object: object))
            return isDone
        }
    }
}
