import Database
import Identity
import Synchronization
import TestSupport
import Testing

@testable import Operations

/// Nodes that serve from the same records know how many they are.
@Suite(.bothDatabases) struct AttendNodesTests {
    private let here: TestInstallation
    private let nodes: [AttendNodes]

    init() throws {
        let here = try TestInstallation()
        self.here = here
        nodes = (0..<3).map { _ in AttendNodes(here.installation, settings: "alike") }
    }

    private func attend(_ attending: some Sequence<AttendNodes>) async throws {
        // Twice: the first of them can't have seen the others.
        for _ in 0..<2 { for node in attending { try await node.run(at: here.clock.now) } }
    }

    private func counts(_ nodes: some Sequence<AttendNodes>) -> [Int] { nodes.map(\.nodes.count) }

    @Test func `a node that hasn't looked yet takes itself for the only one`() {
        #expect(nodes.map(\.nodes) == Array(repeating: .one, count: 3))
    }

    @Test func `all count the same, and one of them is the first`() async throws {
        try await attend(nodes)
        let isShared = !TestEngine.current.isSQLite
        #expect(counts(nodes) == (isShared ? [3, 3, 3] : [1, 1, 1]))
        #expect(nodes.count(where: \.nodes.isFirst) == (isShared ? 1 : 3))
    }

    @Test func `one that ends counts no more, and one that is killed not for long`() async throws {
        guard !TestEngine.current.isSQLite else { return }
        try await attend(nodes)
        let first = try #require(nodes.first { $0.nodes.isFirst })
        try await first.leave()
        let others = nodes.filter { $0 !== first }
        try await attend(others)
        #expect(counts(others) == [2, 2] && others.count(where: \.nodes.isFirst) == 1)
        here.clock.advance(by: AttendNodes.life)
        try await others[1].run(at: here.clock.now)
        #expect(others[1].nodes.count == 2, "within its life it still counts")
        here.clock.advance(by: .milliseconds(1))
        try await others[1].run(at: here.clock.now)
        #expect(others[1].nodes == .one)
    }

    @Test func `a clock that is a little behind doesn't make a node disappear`() async throws {
        guard !TestEngine.current.isSQLite else { return }
        let (now, late) = (here.clock.now, here.clock.now - Installation.clockTolerance)
        try await nodes[0].run(at: late)
        try await nodes[1].run(at: now + AttendNodes.interval)
        #expect(nodes[1].nodes.count == 2)
    }

    @Test func `who was told something else than the others is seen by all, until it ends`() async throws {
        guard !TestEngine.current.isSQLite else { return }
        let otherwise = AttendNodes(here.installation, settings: "otherwise")
        try await attend(nodes + [otherwise])
        #expect(nodes.map(\.nodes.withOtherSettings) == [1, 1, 1] && otherwise.nodes.withOtherSettings == 3)
        try await otherwise.leave()
        try await attend(nodes)
        #expect(nodes.map(\.nodes.withOtherSettings) == [0, 0, 0])
    }

    @Test func `a node of the version before notes no settings, and is in nobody's way`() async throws {
        guard !TestEngine.current.isSQLite else { return }
        try await here.installation.database.upkeep { [now = here.clock.now] transaction in
            try transaction.execute(
                "INSERT INTO nodes (id, seen_at) VALUES ('before', $1)", .integer(now.millisecondsSince1970))
        }
        try await attend(nodes)
        #expect(counts(nodes) == [4, 4, 4] && nodes.map(\.nodes.withOtherSettings) == [0, 0, 0])
    }

    @Test func `a node that nobody asks whether it is ready goes by the database's clock too, where its own is turned`()
        async throws
    {
        let (store, clock) = (try TemporaryDatabase(), TurnedClock())
        let node = AttendNodes(
            Installation(database: store.database, clock: clock, random: SeededRandom(seed: 1)), settings: "alike")
        try await node.run(at: clock.now)
        #expect(try await clock.followed == store.database.millisecondsSince1970().map { _ in true })
    }
}

/// A machine's that stands at noon of some day, and notes whether it is told another.
private final class TurnedClock: WallClock {
    private let told = Mutex(false)

    var now: Instant { .noon }
    var machineNow: Instant? { .noon }
    /// `nil` where it wasn't.
    var followed: Bool? { told.withLock { $0 ? true : nil } }

    func follow(_ moment: Instant) { told.withLock { $0 = true } }
}
