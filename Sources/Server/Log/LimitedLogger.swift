import Identity
import Logging
import Settings
import Synchronization

/// Logs what there may be very much of, so many lines a minute; what is beyond that is said at `debug` only, so that nobody
/// can fill the log.
final class LimitedLogger: Sendable {
    private let logger: Logger
    private let clock: any WallClock
    private let rate: Rate
    private let bucket: Mutex<TokenBucket>

    /// For what strangers cause, each by itself.
    static let rate = Rate(burst: 120, perSecond: 1)
    /// For what all who ask in a bad moment are told alike.
    static let rateOfOverload = Rate(burst: 4, perSecond: 0.1)

    init(_ logger: Logger, clock: any WallClock, rate: Rate = LimitedLogger.rate) {
        self.logger = logger
        self.clock = clock
        self.rate = rate
        bucket = Mutex(TokenBucket(rate, at: clock.now))
    }

    func log(_ level: Logger.Level, _ message: Logger.Message, metadata: Logger.Metadata) {
        let now = clock.now
        let isOver = bucket.withLock { $0.take(rate, at: now) } != nil
        logger.log(level: isOver ? .debug : level, message, metadata: metadata)
    }
}
