import Identity
import Synchronization
import TestSupport
import Testing

@testable import Federation

/// What VNeID publishes is fetched once for all who wait, and outlasts an outage for a bounded time.
@Suite struct UpstreamOutageTests {
    /// Something that is fetched when the test lets it, and counted.
    private final class Source: Sendable {
        private let state = Mutex(
            (arrivals: 0, fetches: 0, answer: Result<Int, FederationError>.success(1)))
        private let (gate, opened) = AsyncStream.makeStream(of: Void.self)

        var fetches: Int { state.withLock { $0.fetches } }
        func answer(_ result: Result<Int, FederationError>) { state.withLock { $0.answer = result } }
        /// Somebody is about to ask.
        func arrive() { state.withLock { $0.arrivals += 1 } }
        var arrivals: Int { state.withLock { $0.arrivals } }
        func open() { opened.finish() }

        func fetch() async throws(FederationError) -> Int {
            let answer = state.withLock { state in
                state.fetches += 1
                return state.answer
            }
            for await _ in gate {}
            return try answer.get()
        }
    }

    private let cache = UpstreamCache<Int>()
    private let source = Source()

    private func value(at now: Instant) async -> Result<Int, FederationError> {
        do throws(FederationError) {
            return .success(
                try await cache.value(at: now) { [source] () async throws(FederationError) in
                    try await source.fetch()
                }.value)
        } catch { return .failure(error) }
    }

    @Test func `of many who wait one fetches`() async throws {
        let waiting = (0..<50).map { _ in
            Task {
                source.arrive()
                return await value(at: .noon)
            }
        }
        while source.arrivals < waiting.count || source.fetches == 0 { await Task.yield() }
        source.open()
        for task in waiting { #expect(await task.value == .success(1)) }
        #expect(source.fetches == 1)
    }

    @Test func `many who wait fail together, and the next tries again`() async throws {
        source.answer(.failure(.unavailable))
        source.open()
        #expect(await value(at: .noon) == .failure(.unavailable))
        source.answer(.success(2))
        #expect(await value(at: .noon) == .success(2))
    }

    @Test func `what was there counts on while VNeID is out, asked for now and then, and not for ever`() async throws {
        source.open()
        #expect(await value(at: .noon) == .success(1))
        source.answer(.failure(.unavailable))
        let old = Instant.noon + .hours(1)
        #expect(await value(at: old) == .success(1))
        #expect(source.fetches == 2)
        // Nobody waits for a VNeID that is out, but for one in half a minute.
        for _ in 0..<10 { #expect(await value(at: old + .seconds(29)) == .success(1)) }
        #expect(source.fetches == 2)
        #expect(await value(at: old + .seconds(30)) == .success(1))
        #expect(source.fetches == 3)
        #expect(await value(at: old + .hours(12) - .milliseconds(1)) == .success(1))
        #expect(await value(at: old + .hours(12)) == .failure(.unavailable))
        source.answer(.success(3))
        #expect(await value(at: old + .hours(12)) == .success(3))
    }

    @Test func `what breaks a rule is no outage`() async throws {
        source.open()
        #expect(await value(at: .noon) == .success(1))
        source.answer(.failure(.untrustworthy(.keys)))
        #expect(await value(at: .noon + .hours(1)) == .failure(.untrustworthy(.keys)))
    }
}
