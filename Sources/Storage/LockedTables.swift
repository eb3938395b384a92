import Database

/// What changes one transaction after the other.
///
/// A table that is locked so can't be vacuumed meanwhile, and who waits for it has PostgreSQL end its autovacuum: what is
/// locked all the time is a small table.
extension LockedTable {
    /// The head of the revisions: acts that change permissions. Without it two thirds of those that come at once would be
    /// run again, as each reads what the other changes.
    package static let permissions = LockedTable("permission_head")
    /// All events: whoever exports a stretch of them waits for those that are being written, so that none with a number in
    /// it comes later.
    package static let auditEvents = LockedTable("audit_events")
    /// The order of the audit log, which one appender at a time goes on with.
    package static let auditAppender = LockedTable("audit_appender")
    /// Wrong user codes, which have to be counted as often as they come, whatever comes at once.
    package static let userCodes = LockedTable("user_code_attempts")
}
