import Identity
import Operations
import Settings
import Synchronization
import Wire

/// Counts what strangers do of one kind: of each address, of all together, and of browsers that we know apart from
/// both. All of it lives in memory, of a fixed size; of what all nodes together let through each has its part.
final class RateLimit: Sendable {
    /// Of all nodes together.
    private let rates: Rates
    private let attendance: AttendNodes
    private let state: Mutex<State>

    private struct State {
        var addresses: BucketTable
        var browsers: BucketTable
        var all: TokenBucket
    }

    /// What a browser that we know may do where its address may do nothing more.
    static let ofKnownBrowser = Rate(burst: 30, perSecond: 0.5)

    init(_ rates: Rates, among attendance: AttendNodes, at now: Instant) {
        self.rates = rates
        self.attendance = attendance
        state = Mutex(
            State(
                addresses: BucketTable(), browsers: BucketTable(sets: 512),
                all: TokenBucket(rates.all, at: now)))
    }

    /// Takes one of an address' and one of all together.
    /// - Returns: how long has to be waited; `nil` when it may be done.
    func take(_ address: AddressPrefix, at now: Instant) -> Duration? {
        let rates = rates.shared(by: attendance.nodes.count)
        return state.withLock { state in
            state.addresses.take(address, of: rates.address, at: now) ?? state.all.take(rates.all, at: now)
        }
    }

    /// How long an address has to wait; `nil` when it need not.
    func wait(_ address: AddressPrefix, at now: Instant) -> Duration? {
        let rates = rates.shared(by: attendance.nodes.count)
        return state.withLock { state in
            state.addresses.wait(address, of: rates.address, at: now) ?? state.all.wait(rates.all, at: now)
        }
    }

    /// Takes one of a browser's that we know.
    /// - Parameter browser: the hash of what it is known by.
    func take(browser: String, at now: Instant) -> Duration? {
        let rate = Self.ofKnownBrowser.shared(by: attendance.nodes.count)
        return state.withLock { $0.browsers.take(browser, of: rate, at: now) }
    }
}
