import Identity
import Synchronization

/// Says when what a server tells is to be settled: when it has been quiet for a while, so that a deletion and what comes in
/// its place are one plan; or when it has told something for as long as may be waited; and when time alone changes something.
final class QuietWindow: Sendable {
    /// How long a server has to be quiet.
    static let quiet = Duration.milliseconds(500)
    /// How long news waits at most, however much more comes. With what settling takes, a decision has it within two seconds.
    static let longest = Duration.milliseconds(1_500)

    private struct Waiting {
        var news = 0
        /// Since when the oldest of what isn't settled has waited.
        var since: Instant?
    }

    private let clock: any WallClock
    private let pace: Pace
    private let waiting = Mutex(Waiting())
    private let moments: AsyncStream<Instant>
    private let moment: AsyncStream<Instant>.Continuation
    private let ripened: AsyncStream<Void>.Continuation

    /// An element when it is time to settle; one for however many are waiting.
    let ripe: AsyncStream<Void>

    init(clock: any WallClock, pace: Pace) {
        (self.clock, self.pace) = (clock, pace)
        (moments, moment) = AsyncStream.makeStream(of: Instant.self, bufferingPolicy: .bufferingNewest(1))
        (ripe, ripened) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// From this moment on, time alone has changed something.
    func expect(_ moment: Instant) { self.moment.yield(moment) }

    /// Runs until it is cancelled.
    /// - Parameter news: an element for whatever is told.
    func run(_ news: AsyncStream<Void>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.waitForQuiet(after: news) }
            group.addTask { try await self.waitForMoments() }
            try await group.waitForAll()
        }
    }

    private func waitForQuiet(after news: AsyncStream<Void>) async throws {
        try await withThrowingDiscardingTaskGroup { waits in
            for await _ in news {
                let number = begin()
                waits.addTask {
                    try await self.pace.wait(Self.quiet)
                    if self.isRipe(number) { self.ripened.yield() }
                }
            }
        }
    }

    private func begin() -> Int {
        waiting.withLock { waiting in
            waiting.news += 1
            waiting.since = waiting.since ?? clock.now
            return waiting.news
        }
    }

    /// Whether nothing has come since, or what came first has waited long enough.
    private func isRipe(_ number: Int) -> Bool {
        waiting.withLock { waiting in
            guard let since = waiting.since, number == waiting.news || clock.now - since >= Self.longest else {
                return false
            }
            waiting.since = nil
            return true
        }
    }

    private func waitForMoments() async throws {
        try await withThrowingDiscardingTaskGroup { waits in
            var expected: Set<Instant> = []
            for await moment in moments where expected.insert(moment).inserted {
                waits.addTask {
                    while self.clock.now < moment { try await self.pace.wait(moment - self.clock.now) }
                    self.ripened.yield()
                }
            }
        }
    }
}
