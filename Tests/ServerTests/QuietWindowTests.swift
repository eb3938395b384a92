import Identity
import TestSupport
import Testing

@testable import Server

/// When what a directory tells is settled.
@Suite(.timeLimit(.minutes(1))) struct QuietWindowTests {
    /// Runs a window over news that the test gives.
    private static func run(
        _ body: (SteppedTime, AsyncStream<Void>.Continuation, AsyncStream<Instant>, QuietWindow) async throws -> Void
    ) async throws {
        let clock = SetClock(.noon)
        let time = SteppedTime(clock)
        let window = QuietWindow(clock: clock, pace: time.pace)
        let (news, tell) = AsyncStream.makeStream(of: Void.self)
        let (settled, settle) = AsyncStream.makeStream(of: Instant.self)
        let tasks = [
            Task { try? await window.run(news) },
            Task { for await _ in window.ripe { settle.yield(clock.now) } },
        ]
        defer { for task in tasks { task.cancel() } }
        try await body(time, tell, settled, window)
    }

    private static func next(_ settled: AsyncStream<Instant>) async -> Instant? {
        for await moment in settled { return moment }
        return nil
    }

    @Test func `more within the time of quiet prolongs it`() async throws {
        try await Self.run { time, tell, settled, _ in
            tell.yield()
            await time.begins(QuietWindow.quiet)
            time.pass(.milliseconds(400))
            tell.yield()
            await time.begins(QuietWindow.quiet)
            time.pass(.milliseconds(100))
            time.pass(.milliseconds(400))
            #expect(await Self.next(settled) == .noon + .milliseconds(900))
        }
    }

    @Test func `however much comes, it is settled in time`() async throws {
        try await Self.run { time, tell, settled, _ in
            for _ in 0..<4 {
                tell.yield()
                await time.begins(QuietWindow.quiet)
                time.pass(.milliseconds(400))
            }
            // At the first end of a wait that comes once the first news has waited for 1.5 s.
            #expect(await Self.next(settled) == .noon + .milliseconds(1_600))
        }
    }

    @Test func `a moment that is expected needs no news`() async throws {
        try await Self.run { time, _, settled, window in
            window.expect(.noon + .hours(2))
            await time.begins(.hours(2))
            time.pass(.hours(2))
            #expect(await Self.next(settled) == .noon + .hours(2))
        }
    }
}
