import Identity
import JOSE

/// When keys change by themselves.
package struct KeySchedule: Hashable, Sendable {
    /// How long a key signs; `nil` when new keys are made by an administrator only. What an administrator has begun goes
    /// on by itself all the same.
    package let rotation: Duration?
    /// How long a key is published before it signs.
    package let publication: Duration
    /// How long a key is published after it has signed: no less than anything that it has signed can be of use.
    package let retention: Duration

    package init(rotation: Duration?, publication: Duration, retention: Duration) {
        self.rotation = rotation
        self.publication = publication
        self.retention = retention
    }

    /// How long others may keep the keys that they have read (RFC 9111 §5.2.2.1). Half of the time that a key is published
    /// before it signs: whoever keeps a set for no longer has read the key by then, from every server of ours.
    package var maxAge: Duration { min(Self.longestMaxAge, publication / 2) }

    private static let longestMaxAge = Duration.hours(1)

    /// How far the clocks of two machines of ours may be apart before a moment counts as one of the future.
    private static let clockTolerance = Duration.minutes(5)

    /// What is due, in this order.
    package func due(_ states: KeyStates, at now: Instant) -> [KeyStep] {
        let steps = states.records.compactMap { step(for: $0, in: states, at: now) }
        return steps
            + Set(states.records.map(\.algorithm)).sorted { $0.rawValue < $1.rawValue }
            .filter { needsNext($0, states, at: now) }.map(KeyStep.make)
    }

    private func step(for key: KeyRecord, in states: KeyStates, at now: Instant) -> KeyStep? {
        // A clock that went wrong and was set right again must not hold keys up for as long as it was wrong.
        guard let since = key.state.since, since <= now + Self.clockTolerance else { return .stamp(key.id) }
        switch key.state {
        case .next: return now >= since + publication ? .activate(key.id) : nil
        case .active: return nil
        case .retired: return now >= since + retention ? .remove(key.id) : nil
        }
    }

    /// A next key is made so early that it takes over when the active one has signed for `rotation`.
    private func needsNext(_ algorithm: SignatureAlgorithm, _ states: KeyStates, at now: Instant) -> Bool {
        guard let rotation, states.next(algorithm) == nil, let since = states.active(algorithm)?.state.since
        else { return false }
        return now >= since + rotation - publication
    }
}

/// One thing that the schedule wants done.
package enum KeyStep: Hashable, Sendable {
    case make(SignatureAlgorithm)
    /// It is in its state since now.
    case stamp(KeyID)
    case activate(KeyID)
    case remove(KeyID)
}
