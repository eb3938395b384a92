import Identity

extension Authentication {
    /// When the session that it has opened ends at the latest, however much it is used.
    package var sessionEnd: Instant { moment + Session.totalLimit }
}
