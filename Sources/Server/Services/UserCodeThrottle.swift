import Identity
import Synchronization

/// Bounds how many wrong user codes can be tried (RFC 8628 §5.1): some from one network, and some from all of them
/// together, so that 34 bits aren't found within the ten minutes that a code lives.
///
/// It lives in memory, in a table of a fixed size: networks share a place where they meet in it, so that whoever sends
/// from many addresses makes it stricter, never larger.
final class UserCodeThrottle: Sendable {
    private let counters: Mutex<[Counter]>

    private struct Counter {
        var failures = 0
        var since = Instant(millisecondsSince1970: .min)
    }

    /// How many wrong codes from one network within `window`; and from all together.
    static let limit = 10
    static let totalLimit = 1000
    static let window = Duration.minutes(10)
    private static let places = 4096

    init() {
        // The last place counts all of them.
        counters = Mutex(Array(repeating: Counter(), count: Self.places + 1))
    }

    /// How long has to be waited before the next try; `nil` when there is one now.
    func wait(_ address: String, at now: Instant) -> Duration? {
        counters.withLock { counters in
            for (place, limit) in [(Self.place(of: address), Self.limit), (Self.places, Self.totalLimit)] {
                let counter = counters[place]
                let end = counter.since + Self.window
                if counter.failures >= limit, now.isWithin(Self.window, of: counter.since) { return end - now }
            }
            return nil
        }
    }

    /// Counts a wrong code.
    func count(_ address: String, at now: Instant) {
        counters.withLock { counters in
            for place in [Self.place(of: address), Self.places] {
                if !now.isWithin(Self.window, of: counters[place].since) {
                    counters[place] = Counter(failures: 0, since: now)
                }
                counters[place].failures += 1
            }
        }
    }

    /// A network is what an IPv4 address has before its last part, and an IPv6 address in its first three.
    private static func place(of address: String) -> Int {
        let network =
            address.contains(":")
            ? address.split(separator: ":", omittingEmptySubsequences: false).prefix(3).joined(separator: ":")
            : address.split(separator: ".").prefix(3).joined(separator: ".")
        var hasher = Hasher()
        hasher.combine(network)
        return Int(UInt(bitPattern: hasher.finalize()) % UInt(places))
    }
}
