import Accounts
import Directory
import Synchronization
import TestSupport
import Testing

@testable import Operations

/// How long the way to a directory is, and for how many at once.
@Suite(.bothDatabases) struct DirectoryDoorTests {
    private func asker(_ name: String, known: Bool = false) -> HashAsker {
        HashAsker(isKnown: known, interaction: name, address: name)
    }

    private func door(
        places: Int = 1, waiting: Int = 2, time: DirectoryDoor.Time = .stopped,
        pretending: @escaping DirectoryDoor.Pretending
    ) throws -> DirectoryDoor {
        DirectoryDoor(
            to: try #require(SourceID("thanh-pho")), decoyKey: [1], places: places, waiting: waiting, time: time,
            asking: { _, _, _ in .wrong }, pretending: pretending)
    }

    @Test(arguments: [(0, 500), (1, 499), (499, 1), (500, 500), (740, 260), (3_999, 1)])
    func `a refusal leaves at the next half second, and never at once`(_ elapsed: Int, _ pause: Int) {
        #expect(DirectoryDoor.untilAnswer(after: .milliseconds(elapsed)) == .milliseconds(pause))
    }

    @Test func `a refusal and a failure wait, an acceptance doesn't`() async throws {
        let pauses = Mutex<[Duration]>([])
        let start = ContinuousClock.now
        let time = DirectoryDoor.Time(
            now: { start },
            pause: { time in
                guard time != DirectoryDoor.deadline else { return await DirectoryDoor.Time.stopped.pause(time) }
                pauses.withLock { $0.append(time) }
            })
        for verdict in [DirectoryVerdict.wrong, .unavailable("away"), .accepted(nil), .locked] {
            _ = try await door(time: time) { verdict }.verdict(on: nil, for: asker("a"))
        }
        #expect(pauses.withLock(\.self) == Array(repeating: DirectoryDoor.grid, count: 3))
    }

    @Test func `a directory that never answers is unavailable at the deadline, and its place is free again`()
        async throws
    {
        let time = DirectoryDoor.Time(pause: { _ in })
        let door = try door(time: time) {
            let (never, _) = AsyncStream.makeStream(of: Void.self)
            for await _ in never {}
            return .wrong
        }
        let verdict = await door.verdict(on: nil, for: asker("a"))
        #expect(verdict == .unavailable("deadline"))
        #expect(door.load == 0)
    }

    @Test func `who finds no place is turned away, and nobody waits behind somebody for ever`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let begun = Calls()
        let door = try door(places: 1, waiting: 2) {
            _ = begun.next()
            for await _ in gate { break }
            return .wrong
        }
        async let first = door.verdict(on: nil, for: asker("a"))
        while door.load < 1 { await Task.yield() }
        async let second = door.verdict(on: nil, for: asker("b"))
        while door.load < 2 { await Task.yield() }
        async let third = door.verdict(on: nil, for: asker("c", known: true))
        while door.load < 3 { await Task.yield() }
        #expect(await door.verdict(on: nil, for: asker("d")) == nil)
        #expect(begun.count <= 1)
        open.finish()
        let verdicts = await [first, second, third]
        #expect(verdicts == Array(repeating: .wrong, count: 3))
        #expect(door.load == 0)
    }

    @Test func `who is cancelled while they wait leaves no place taken`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let door = try door(places: 1, waiting: 2) {
            for await _ in gate { break }
            return .wrong
        }
        async let first = door.verdict(on: nil, for: asker("a"))
        while door.load < 1 { await Task.yield() }
        let second = Task { await door.verdict(on: nil, for: asker("b")) }
        while door.load < 2 { await Task.yield() }
        second.cancel()
        _ = await second.value
        #expect(door.load == 1)
        open.finish()
        _ = await first
        #expect(door.load == 0)
    }
}
