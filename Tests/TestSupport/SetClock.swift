import Identity
import Synchronization

/// A clock that stands where a test has set it.
package final class SetClock: WallClock {
    private let moment: Mutex<Instant>

    package init(_ moment: Instant = .noon) {
        self.moment = Mutex(moment)
    }

    package var now: Instant { moment.withLock { $0 } }

    package func advance(by span: Duration) {
        moment.withLock { $0 = $0 + span }
    }
}

extension Instant {
    /// Noon of a day in Huế's November of 2026 (UTC): where tests begin that don't care.
    package static let noon = Instant(secondsSince1970: 1_795_521_600)
}
