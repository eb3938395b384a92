import Identity

/// How long we go on telling a client that doesn't listen: the second time after a few seconds, then after twice as long
/// each time up to a quarter of an hour, and no longer than the time that is set.
package struct LogoutRetry: Hashable, Sendable {
    /// From the end of the session on.
    package let givingUpAfter: Duration

    package init(givingUpAfter: Duration = .hours(24)) { self.givingUpAfter = givingUpAfter }

    private static let first = Duration.seconds(5)
    private static let longest = Duration.minutes(15)

    /// When to try again.
    /// - Parameters:
    ///   - attempts: how many there were, the last one too.
    ///   - begun: when the session ended.
    /// - Returns: `nil` when that is over.
    package func next(after attempts: Int, since begun: Instant, at now: Instant) -> Instant? {
        guard now < begun + givingUpAfter else { return nil }
        var pause = Self.first
        for _ in 1..<max(attempts, 1) where pause < Self.longest { pause = pause * 2 }
        // The last attempt is at the end of the time, not somewhere beyond it.
        return min(now + min(pause, Self.longest), begun + givingUpAfter)
    }
}
