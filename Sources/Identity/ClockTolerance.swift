/// What is said of the past by clocks that aren't always right: they are set, a machine is restored, and several nodes
/// never agree to the millisecond. Up to a tolerance that is nothing. Beyond it, a moment that is yet to come says that
/// one of the clocks was wrong, and nothing of how long ago it was.
extension Instant {
    /// How far clocks of our own may differ.
    package static let clockTolerance = Duration.seconds(10)

    /// Whether a moment that should have passed is further ahead than clocks may differ.
    package func isAhead(of now: Instant) -> Bool { self > now + Self.clockTolerance }

    /// Whether less than a span has passed since a moment; it hasn't since one that is ahead.
    package func isWithin(_ span: Duration, of start: Instant) -> Bool {
        self < start + span && !start.isAhead(of: self)
    }
}
