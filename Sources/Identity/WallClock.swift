/// Where the present moment comes from. There is one per process, passed in; tests pass one that they set.
package protocol WallClock: Sendable {
    var now: Instant { get }
    /// What the machine says, of a clock that doesn't believe it whatever it is, and wants to be compared with another;
    /// `nil` of any other clock.
    var machineNow: Instant? { get }
    /// Goes on from a moment of a clock that is believed more than the machine's.
    func follow(_ moment: Instant)
}

extension WallClock {
    package var machineNow: Instant? { nil }
    package func follow(_ moment: Instant) {}
}
