import Identity

/// The point of view of a question about the past: what was true at one moment, as our records stood at
/// another.
package struct AsOf: Hashable, Sendable {
    /// The moment that is asked about (valid time).
    package let valid: Instant
    /// The moment whose records count (record time). A decision that was made then is reproduced with both
    /// the same; one that is looked at with today's knowledge has today here.
    package let recorded: Instant

    package init(valid: Instant, recorded: Instant) {
        self.valid = valid
        self.recorded = recorded
    }

    /// As it was seen at that very moment.
    package init(_ moment: Instant) {
        self.init(valid: moment, recorded: moment)
    }
}
