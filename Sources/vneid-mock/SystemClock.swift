import Glibc
import Identity

/// The machine's clock.
struct SystemClock: WallClock {
    var now: Instant {
        var time = timespec()
        // It fails only for a clock that doesn't exist; this one always does.
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(secondsSince1970: Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
