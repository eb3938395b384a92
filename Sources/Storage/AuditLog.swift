import Audit
import Database
import Identity

/// The audit log: a table that only grows; the database itself refuses anything else.
package struct AuditLog<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var audit: AuditLog<Self> { AuditLog(transaction: self) }
}

extension AuditLog where Context == WriteTransaction {
    package func append(_ event: AuditEvent) throws {
        try transaction.execute(
            """
            INSERT INTO audit_events (moment, action, outcome, actor, address, port, client, session, object)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            .moment(event.moment), .text(event.action.rawValue), .text(event.outcome.text),
            .text(event.actor.text), .text(event.origin.address), .integer(event.origin.port.map(Int64.init)),
            .text(event.client), .text(event.session), .text(event.object))
    }
}
