import Database

/// What was exported of the audit log, and the one way in which it gets shorter: an event can be deleted when it
/// belongs to a batch that was exported and whose removal is written down; nothing can be changed. The database itself
/// holds to it, whoever asks.
extension Schema {
    static let auditRetention: [SchemaStatement] =
        [
            """
            CREATE TABLE audit_batches (
                number \(SQLDialect.growingKey), first_event BIGINT NOT NULL, last_event BIGINT NOT NULL,
                count BIGINT NOT NULL, latest_moment BIGINT NOT NULL, sha256 TEXT NOT NULL,
                exported_at BIGINT NOT NULL, removed_at BIGINT
            )
            """,
            SQLDialect.dropTrigger("audit_events_refuse_delete", on: "audit_events"),
            SQLDialect.refuse(
                "DELETE", on: "audit_events", as: "audit_events_keep",
                when: """
                    NOT EXISTS (SELECT 1 FROM audit_batches WHERE removed_at IS NOT NULL
                        AND OLD.number BETWEEN first_event AND last_event)
                    """, saying: "audit_events only grows, but for batches that were exported"),
            // A batch goes on where the last one ended, and has what it says.
            SQLDialect.refuse(
                "INSERT", on: "audit_batches", as: "audit_batches_follow",
                when: """
                    NEW.removed_at IS NOT NULL OR NEW.count < 1
                    OR NEW.first_event <> COALESCE((SELECT MAX(last_event) FROM audit_batches), 0) + 1
                    OR NEW.count <> (SELECT COUNT(*) FROM audit_events
                        WHERE number BETWEEN NEW.first_event AND NEW.last_event)
                    """, saying: "a batch has all events since the last one"),
            SQLDialect.refuse(
                "DELETE", on: "audit_batches", as: "audit_batches_keep", saying: "audit_batches only grows"),
            // Its removal is written down once; all else stays what it was.
            SQLDialect.refuse(
                "UPDATE", on: "audit_batches", as: "audit_batches_stay",
                when: """
                    OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL OR NEW.number <> OLD.number
                    OR NEW.first_event <> OLD.first_event OR NEW.last_event <> OLD.last_event
                    OR NEW.count <> OLD.count OR NEW.latest_moment <> OLD.latest_moment
                    OR NEW.sha256 <> OLD.sha256 OR NEW.exported_at <> OLD.exported_at
                    """, saying: "a batch is removed once and never changed"),
        ]
}
