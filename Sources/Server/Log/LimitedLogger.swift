import Identity
import Logging
import Settings
import Synchronization

/// Logs what strangers cause, so many lines a minute; what is beyond that is said at `debug` only, so that nobody can
/// fill the log by asking for what isn't there.
final class LimitedLogger: Sendable {
    private let logger: Logger
    private let clock: any WallClock
    private let bucket: Mutex<TokenBucket>

    static let rate = Rate(burst: 120, perSecond: 1)

    init(_ logger: Logger, clock: any WallClock) {
        self.logger = logger
        self.clock = clock
        bucket = Mutex(TokenBucket(Self.rate, at: clock.now))
    }

    func log(_ level: Logger.Level, _ message: Logger.Message, metadata: Logger.Metadata) {
        let now = clock.now
        let isOver = bucket.withLock { $0.take(Self.rate, at: now) } != nil
        logger.log(level: isOver ? .debug : level, message, metadata: metadata)
    }
}
