import Identity
import Settings

/// Counts one rate: a bucket that holds so many tokens, that fills again at a pace, and of which each try takes one.
struct TokenBucket: Hashable {
    private var left: Double
    private var since: Instant

    /// Sums of fractions may fall short of a whole token by less than this.
    private static let tolerance = 1e-9

    /// A full one.
    init(_ rate: Rate, at now: Instant) {
        left = Double(rate.burst)
        since = now
    }

    /// Takes a token, if there is one.
    /// - Returns: how long has to be waited for one; `nil` when it was taken.
    mutating func take(_ rate: Rate, at now: Instant) -> Duration? {
        // Noted also where a clock was set back: it fills nothing, and goes on from there.
        left = tokens(rate, at: now)
        since = now
        if let wait = wait(rate, at: now) { return wait }
        left -= 1
        return nil
    }

    /// How long has to be waited for a token; `nil` when there is one.
    func wait(_ rate: Rate, at now: Instant) -> Duration? {
        let missing = 1 - tokens(rate, at: now)
        guard missing > Self.tolerance else { return nil }
        return .milliseconds(Int64((missing / rate.perSecond * 1000).rounded(.up)))
    }

    /// How many there are now.
    func tokens(_ rate: Rate, at now: Instant) -> Double {
        let seconds = Double(max(0, now.milliseconds(since: since))) / 1000
        return min(Double(rate.burst), left + seconds * rate.perSecond)
    }
}
