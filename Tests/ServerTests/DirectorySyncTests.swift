import Directory
import Identity
import LDAPTestSupport
import Operations
import Synchronization
import TestSupport
import Testing

@testable import Server

/// The service that follows the directory, by a clock that the test sets: every night, and in between.
@Suite(.bothDatabases) struct DirectorySyncTests {
    /// Noon of UTC is seven in the evening in Huế, and a minute past when the service begins: until three it is so long.
    private static let untilNight = Duration.hours(8) - .minutes(1)

    private static func running(
        mode: String, hasSync: Bool = true, _ body: (FollowedCity, SteppedTime) async throws -> Void
    ) async throws {
        try await FollowedCity.run(mode: mode, Slapd.Plan().with { $0.hasSync = hasSync }) { city in
            let time = SteppedTime(city.provider.clock)
            let service = Task { try await city.sync(time).run() }
            do { try await body(city, time) } catch {
                service.cancel()
                throw error
            }
            service.cancel()
            try await service.value
        }
    }

    @Test func `everything is read at start, and again every night at the hour of the mapping`() async throws {
        try await Self.running(mode: "full") { city, time in
            await time.begins(Self.untilNight)
            let (name, dn) = try await city.somebody()
            #expect(try await city.staff(name)?.hasSuffix(" 1") == true)
            try await city.slapd.set("displayName", ["Tên Mới"], of: dn)
            time.pass(Self.untilNight - .minutes(1))
            await time.begins(.seconds(3))
            #expect(try await city.staff(name) != "Tên Mới 1", "it isn't night yet")
            time.pass(.minutes(1))
            await time.begins(.hours(24))
            #expect(try await city.staff(name) == "Tên Mới 1")
            // And the night after that.
            try await city.slapd.delete(dn)
            time.pass(.hours(24))
            await time.begins(.hours(24))
            #expect(try await city.staff(name) == "Tên Mới 0")
        }
    }

    @Test(arguments: [true, false])
    func `where the server tells nothing by itself, changes are asked for each minute and deletions found at night`(
        hasChangeNumber: Bool
    ) async throws {
        try await Self.running(mode: "changes", hasSync: hasChangeNumber) { city, time in
            await time.begins(.minutes(1))
            let (name, dn) = try await city.somebody()
            try await city.slapd.set("displayName", ["Tên Mới"], of: dn)
            time.pass(.minutes(1))
            await time.begins(.minutes(1))
            #expect(try await city.staff(name) == "Tên Mới 1")
            try await city.slapd.delete(dn)
            time.pass(.minutes(1))
            await time.begins(.minutes(1))
            #expect(try await city.staff(name) == "Tên Mới 1", "what is deleted no server tells by this way")
            time.pass(.hours(8))
            await time.begins(.minutes(1))
            #expect(try await city.staff(name) == "Tên Mới 0")
            let health = try await city.desk.health.look(at: city.provider.clock.now)
            #expect(health.failure == nil && health.nextWhole > city.provider.clock.now)
        }
    }

    @Test func `a server that is away is asked again after five seconds, and then after ten`() async throws {
        try await FollowedCity.run(mode: "full") { city in
            let time = SteppedTime(city.provider.clock)
            await city.slapd.stop()
            let service = Task { try await city.sync(time).run() }
            await time.begins(.seconds(5))
            time.pass(.seconds(5))
            await time.begins(.seconds(10))
            #expect(try await city.desk.health.look(at: city.provider.clock.now).failure != nil)
            service.cancel()
            try await service.value
        }
    }
}

/// Of several nodes one follows the directory at a time.
@Suite(.bothDatabases) struct DirectoryTurnsTests {
    /// What the nodes do, in order.
    private final class Diary: Sendable {
        private let lines: AsyncStream<String>.Continuation
        private let stream: AsyncStream<String>

        init() { (stream, lines) = AsyncStream.makeStream(of: String.self) }

        func write(_ line: String) { lines.yield(line) }

        func next() async -> String? {
            for await line in stream { return line }
            return nil
        }
    }

    private let provider: RunningProvider
    private let source: SourceID
    private let time: SteppedTime
    private let diary = Diary()

    init() throws {
        provider = try RunningProvider()
        source = try #require(SourceID("thanh-pho"))
        time = SteppedTime(provider.clock)
    }

    private func node(_ name: String) -> Task<Void, Never> {
        let turns = DirectoryTurns(
            leases: HoldDirectoryLease(provider.provider.installation, source: source), clock: provider.clock,
            logger: provider.provider.logger, pace: time.pace)
        return Task { [diary, time] in
            await turns.run { lease in
                diary.write("\(name) begins \(lease.term)")
                // Work without an end.
                do { try await time.pace.wait(.hours(1_000)) } catch { diary.write("\(name) ends") }
            }
        }
    }

    @Test func `the second begins when the first stops, and not before`() async throws {
        let first = node("một")
        #expect(await diary.next() == "một begins 1")
        let second = node("hai")
        for _ in 0..<2 { await time.begins(.seconds(3)) }
        for _ in 0..<10 {
            time.pass(.seconds(3))
            // Both have gone round: the one prolongs, the other asks.
            for _ in 0..<2 { await time.begins(.seconds(3)) }
        }
        first.cancel()
        await first.value
        #expect(await diary.next() == "một ends")
        time.pass(.seconds(3))
        #expect(await diary.next() == "hai begins 2")
        second.cancel()
        await second.value
    }

    @Test func `a node that finds its turn begun by another stops its work`() async throws {
        let first = node("một")
        #expect(await diary.next() == "một begins 1")
        // As if this node had slept: another has begun its turn meanwhile.
        let other = HoldDirectoryLease(provider.provider.installation, source: source)
        let taken = try await other.take(at: provider.clock.now + .hours(1))
        #expect(taken?.term == 2)
        time.pass(.seconds(3))
        #expect(await diary.next() == "một ends")
        first.cancel()
        await first.value
    }
}
