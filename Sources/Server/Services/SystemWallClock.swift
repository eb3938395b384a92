import Glibc
import Identity

/// The machine's clock.
package struct SystemWallClock: WallClock {
    package init() {}

    package var now: Instant {
        var time = timespec()
        // Can't fail for CLOCK_REALTIME and a valid pointer (clock_gettime(2)).
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(millisecondsSince1970: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
