import Synchronization

/// What the soak was told, kept beside the server that is killed: what it may never contradict.
final class Ledger: Sendable {
    private struct State {
        var counts: [Happening: Int] = [:]
        var faults: [String] = []
        var spentCodes: [String] = []
        var endedTokens: [String] = []
        var liveTokens: [(accessToken: String, until: ContinuousClock.Instant)] = []
    }

    enum Happening: String, CaseIterable {
        case crashes = "kill -9"
        case codes = "codes handed out"
        case tokens = "token responses handed out"
        case lost = "answers lost"
        case retried = "refreshes repeated after a lost answer"
        case usedAgain = "codes and refresh tokens used again, and refused"
        case opened = "access tokens that opened UserInfo"
        case revoked = "families revoked"
    }

    private let state = Mutex(State())
    /// Of each sort: what is remembered for the end.
    private static let memory = 4_000

    func count(_ happening: Happening) { state.withLock { $0.counts[happening, default: 0] += 1 } }
    func fault(_ what: String) { state.withLock { $0.faults.append(what) } }

    subscript(happening: Happening) -> Int { state.withLock { $0.counts[happening, default: 0] } }
    var faults: [String] { state.withLock { $0.faults } }
    var spentCodes: [String] { state.withLock { $0.spentCodes } }
    var endedTokens: [String] { state.withLock { $0.endedTokens } }

    /// Access tokens that nobody has revoked and whose end is at least a minute away.
    var liveTokens: [String] {
        let soon = ContinuousClock.now + .seconds(60)
        return state.withLock { $0.liveTokens.filter { $0.until > soon }.map(\.accessToken) }
    }

    /// A code that was redeemed, by an answer that arrived.
    func spent(code: String) { state.withLock { Self.keep(code, in: &$0.spentCodes) } }

    /// A refresh token that nothing may be given for any more.
    func ended(refreshToken: String) { state.withLock { Self.keep(refreshToken, in: &$0.endedTokens) } }

    /// - Parameter lifetime: as the token response says.
    func live(accessToken: String, for lifetime: Duration) {
        let until = ContinuousClock.now + lifetime
        state.withLock { Self.keep((accessToken, until), in: &$0.liveTokens) }
    }

    /// Keeps the newest half when the memory is full.
    private static func keep<Kept>(_ kept: Kept, in list: inout [Kept]) {
        if list.count >= memory { list.removeFirst(memory / 2) }
        list.append(kept)
    }
}
