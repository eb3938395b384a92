import Identity

/// A dated fact together with the time for which our records said so (record time).
///
/// A correction doesn't change a row: the old one's record time ends and a new one's begins. So a question
/// about a past moment can be answered as the city was (valid time), and as we knew it then (record time).
package struct Recorded<Fact: Dated> {
    package let fact: Fact
    package let recorded: Period

    package init(_ fact: Fact, recorded: Period) {
        self.fact = fact
        self.recorded = recorded
    }
}

extension Recorded: Equatable where Fact: Equatable {}
extension Recorded: Hashable where Fact: Hashable {}
extension Recorded: Sendable where Fact: Sendable {}

extension Sequence {
    /// The facts that our records held at a moment.
    package func known<Fact>(at moment: Instant) -> [Fact] where Element == Recorded<Fact> {
        compactMap { $0.recorded.contains(moment) ? $0.fact : nil }
    }
}
