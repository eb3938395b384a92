import Glibc

/// How long is waited between attempts: longer each time, and by chance, as those who were in one another's way must not
/// meet again.
struct Backoff {
    let first: Duration
    let longest: Duration
    let random: @Sendable () -> UInt64

    func pause(after attempts: Int) -> Duration {
        let most = min(first * (1 << min(attempts - 1, 10)), longest)
        return most * (0.5 + Double(random() >> 11) / Double(1 << 54))
    }

    static func wait(_ pause: Duration) {
        let (seconds, rest) = pause.components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(rest / 1_000_000_000))
        // A signal cuts it short, which is as good.
        nanosleep(&time, nil)
    }
}
