import BenchmarkSupport
import Synchronization

/// What was asked, how long each answer took, and which weren't what they should have been.
final class Answers: Sendable {
    enum Question: String, CaseIterable {
        case authorization = "authorize with a session"
        case redemption = "redeem a code"
        case userInfo = "UserInfo"
        case introspection = "introspection"
        case refresh = "refresh"
        case earlierRefresh = "refresh of an earlier session's"
        case signOut = "sign out"
        case password = "sign in with a password and a code"
    }

    private struct State {
        var milliseconds: [Question: [Float]] = [:]
        var failures: [String] = []
        var latest = Duration.zero
    }

    private let state = Mutex(State())

    /// Asks, and takes the time of an answer that is right.
    func measure<Result: Sendable>(
        _ question: Question, _ ask: @Sendable () async throws -> Result
    ) async throws -> Result {
        let start = ContinuousClock.now
        let result = try await ask()
        let time = Float((ContinuousClock.now - start) / .milliseconds(1))
        state.withLock { $0.milliseconds[question, default: []].append(time) }
        return result
    }

    func fail(_ what: String) { state.withLock { $0.failures.append(what) } }

    /// Somebody has come, so long after they should have.
    func arrive(_ delay: Duration) { state.withLock { $0.latest = max($0.latest, delay) } }

    var failures: [String] { state.withLock { $0.failures } }
    var latest: Duration { state.withLock { $0.latest } }

    func count(_ question: Question) -> Int { state.withLock { $0.milliseconds[question]?.count ?? 0 } }

    struct Latency {
        let count: Int
        /// In milliseconds.
        let median, ninetyNinth, longest: Float
    }

    /// `nil` where nobody has asked.
    func latency(_ question: Question) -> Latency? {
        let sorted = state.withLock { $0.milliseconds[question] ?? [] }.sorted()
        guard let longest = sorted.last else { return nil }
        return Latency(
            count: sorted.count, median: sorted[sorted.count / 2], ninetyNinth: sorted[sorted.count * 99 / 100],
            longest: longest)
    }
}
