import Foundation
import Glibc

/// What a piece of work took of this process.
struct Figures {
    let time: Duration
    /// Of all threads, the kernel's share included.
    let cpu: Duration
    /// Megabytes of memory at its highest, above what was there before.
    let peak: Int
    /// The same after it.
    let kept: Int

    static func measure<Result>(_ work: () async throws -> Result) async throws -> (Figures, Result) {
        let idle = try resident("VmRSS:")
        // "5" sets the highest resident set to the present one (proc(5)).
        try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        let (start, began) = (ContinuousClock.now, cpu())
        let result = try await work()
        let figures = Figures(
            time: ContinuousClock.now - start, cpu: cpu() - began, peak: try resident("VmHWM:") - idle,
            kept: try resident("VmRSS:") - idle)
        return (figures, result)
    }

    private static func cpu() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private static func resident(_ name: String) throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        guard let kilobytes = line?.split(separator: " ").compactMap({ Int($0) }).first else {
            throw Tool.Failed("no \(name) in /proc")
        }
        return kilobytes / 1024
    }

    /// - Parameters:
    ///   - limit: how long it may take (issue 9).
    ///   - memory: how many megabytes it may need at its highest.
    /// - Throws: when it took more, after it was printed.
    func print(
        _ name: String, _ note: String = "", within limit: Duration? = nil, memory: Int? = nil
    ) throws {
        let title = name.padding(toLength: 44, withPad: " ", startingAt: 0)
        let seconds = { (time: Duration) in String(format: "%6.2f s", time / .seconds(1)) }
        Swift.print("\(title) \(seconds(time))  CPU \(seconds(cpu))  peak +\(peak) MB, after +\(kept) MB  \(note)")
        fflush(nil)
        if let limit, time > limit { throw Tool.Failed("\(name): more than \(limit)") }
        if let memory, peak > memory { throw Tool.Failed("\(name): more than \(memory) MB") }
    }
}
