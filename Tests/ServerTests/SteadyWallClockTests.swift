import Identity
import Synchronization
import TestSupport
import Testing

@testable import Server

/// The clock of a node among several: nobody turns it under the node.
@Suite struct SteadyWallClockTests {
    private let machine = SetClock()
    private let stopwatch = Stopwatch()
    private let clock: SteadyWallClock

    /// Goes on when a test says so.
    private final class Stopwatch: Sendable {
        private let shown = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { shown.withLock { $0 } }
        func advance(by span: Duration) { shown.withLock { $0 += span } }
    }

    init() { clock = SteadyWallClock(machine, stopwatch: { [stopwatch] in stopwatch.now }) }

    /// Time goes by.
    private func pass(_ span: Duration) {
        machine.advance(by: span)
        stopwatch.advance(by: span)
    }

    @Test func `it is the machine's, which time services may correct by a little`() {
        pass(.hours(5))
        #expect(clock.now == .noon + .hours(5))
        machine.advance(by: .seconds(-1))
        #expect(clock.now == .noon + .hours(5) - .seconds(1))
        machine.advance(by: .milliseconds(1_500))
        #expect(clock.now == machine.now)
    }

    @Test(arguments: [Duration.hours(1), .hours(-1), .seconds(3), .seconds(-3)])
    func `a machine's clock that jumps isn't followed, until it is right again`(jump: Duration) {
        machine.advance(by: jump)
        #expect(clock.now == .noon && clock.machineNow == .noon + jump)
        pass(.minutes(10))
        #expect(clock.now == .noon + .minutes(10))
        machine.advance(by: .zero - jump + .seconds(1))
        #expect(clock.now == .noon + .minutes(10) + .seconds(1))
    }

    @Test func `it goes on from what the clock of all nodes says`() {
        machine.advance(by: .hours(1))
        clock.follow(.noon + .minutes(1))
        pass(.minutes(2))
        #expect(clock.now == .noon + .minutes(3))
        machine.advance(by: .minutes(-59))
        #expect(clock.now == machine.now && clock.now == .noon + .minutes(3))
    }
}
