import Identity
import Synchronization

/// The clock of a node among several, which nobody can turn under it: it is the machine's as long as that goes on as a
/// stopwatch does. Where the machine's jumps, this one goes on by the stopwatch, until it is told by the clock that all
/// nodes share (`Installation.compareClocks`), or the machine's is right again. Else a node whose clock is turned would
/// call every token of the others too old, or not yet of age.
package final class SteadyWallClock: WallClock {
    private let machine: any WallClock
    private let stopwatch: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<Mark>

    /// A moment, and what the stopwatch showed then.
    private struct Mark {
        var moment: Instant
        var shown: ContinuousClock.Instant
    }

    /// How far the machine's clock may be set at once, as time services do.
    package static let step = Duration.seconds(2)

    package init(
        _ machine: any WallClock = SystemWallClock(),
        stopwatch: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.machine = machine
        self.stopwatch = stopwatch
        state = Mutex(Mark(moment: machine.now, shown: stopwatch()))
    }

    package var machineNow: Instant? { machine.now }

    package var now: Instant {
        let (machine, shown) = (machine.now, stopwatch())
        return state.withLock { mark in
            let steady = mark.moment + (shown - mark.shown)
            guard machine < steady + Self.step, steady < machine + Self.step else { return steady }
            mark = Mark(moment: machine, shown: shown)
            return machine
        }
    }

    package func follow(_ moment: Instant) {
        let shown = stopwatch()
        state.withLock { $0 = Mark(moment: moment, shown: shown) }
    }
}
