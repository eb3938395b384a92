import Accounts
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// A flood of sign-ins that nobody finishes takes what strangers may have, and leaves the rest.
@Suite(.bothDatabases) struct InteractionCapacityTests {
    /// - Parameter limits: 8 in all are 6 of strangers.
    private func installation(
        _ limits: InteractionLimits = InteractionLimits(perBrowser: 3, count: 8), bytes: Int64? = nil
    ) throws -> (TemporaryDatabase, Installation, SetClock) {
        let (store, clock) = (try TemporaryDatabase(limits: DatabaseLimits(bytes: bytes)), SetClock())
        return (
            store,
            Installation(
                database: store.database, clock: clock, random: SeededRandom(seed: 1), interactions: limits), clock
        )
    }

    /// A browser that nobody knows.
    private func stranger(_ here: Installation) -> BeginInteraction.Place {
        BeginInteraction.Place(.init(random: here.random), device: nil, session: nil)
    }

    private func begin(
        _ here: Installation, at place: BeginInteraction.Place, state: String = "s"
    ) async throws -> InteractionID {
        try await BeginInteraction(here).begin(
            .request(FormParameters([("state", state)])), for: try #require(ClientID("platform")), at: place,
            here.clock.now)
    }

    private func live(_ store: TemporaryDatabase) async throws -> Int {
        try await store.read { transaction in try transaction.interactions.load().count }
    }

    @Test func `strangers may have so many, a browser with which somebody has signed in still gets one`() async throws {
        let (store, here, clock) = try installation()
        let device = BrowserSecret<DeviceCookie>(random: here.random)
        let username = try #require(Username("an.nguyen"))
        try await store.write { transaction in
            try transaction.devices.remember(device.hash, of: username, at: clock.now)
        }
        for _ in 0..<6 { _ = try await begin(here, at: stranger(here)) }
        await #expect(throws: TooManyInteractions.self) { try await begin(here, at: stranger(here)) }
        // A cookie that says so isn't enough.
        let forged = BeginInteraction.Place(
            .init(random: here.random), device: .init(random: here.random), session: nil)
        await #expect(throws: TooManyInteractions.self) { try await begin(here, at: forged) }
        let known = BeginInteraction.Place(.init(random: here.random), device: device, session: nil)
        for _ in 0..<2 { _ = try await begin(here, at: known) }
        await #expect(throws: TooManyInteractions.self) { try await begin(here, at: known) }
        #expect(try await live(store) == 8)
    }

    @Test func `what is finished makes room`() async throws {
        let (store, here, clock) = try installation()
        var last: InteractionID?
        for _ in 0..<6 { last = try await begin(here, at: stranger(here)) }
        await #expect(throws: TooManyInteractions.self) { try await begin(here, at: stranger(here)) }
        let done = try #require(last)
        let isDone = try await store.write { transaction in
            try transaction.interactions.complete(done, at: clock.now)
        }
        #expect(isDone)
        clock.advance(by: .seconds(1))
        _ = try await begin(here, at: stranger(here))
        #expect(try await live(store) == 6)
    }

    @Test func `what nobody has touched for five minutes makes room for the next`() async throws {
        let (store, here, clock) = try installation()
        for _ in 0..<6 { _ = try await begin(here, at: stranger(here)) }
        clock.advance(by: InteractionCapacity.patience)
        await #expect(throws: TooManyInteractions.self) { try await begin(here, at: stranger(here)) }
        clock.advance(by: .seconds(1))
        _ = try await begin(here, at: stranger(here))
        #expect(try await live(store) == 1)
    }

    @Test func `what was given up for one that isn't kept after all is still there, and still counts`() async throws {
        let (store, here, clock) = try installation()
        for _ in 0..<6 { _ = try await begin(here, at: stranger(here)) }
        clock.advance(by: InteractionCapacity.patience + .seconds(1))
        func rename(_ column: String, to name: String) async throws {
            try await store.write { try $0.execute("ALTER TABLE interactions RENAME COLUMN \(column) TO \(name)") }
        }
        try await rename("client_id", to: "gone")
        await #expect(throws: DatabaseError.self) { try await begin(here, at: stranger(here)) }
        try await rename("gone", to: "client_id")
        _ = try await begin(here, at: stranger(here))
        #expect(try await live(store) == 1)
    }

    @Test func `one browser never has more than its own`() async throws {
        let (store, here, _) = try installation()
        let place = stranger(here)
        for _ in 0..<50 { _ = try await begin(here, at: place) }
        #expect(try await live(store) == 3)
    }

    @Test func `what the requests are long counts as well`() async throws {
        let (store, here, _) = try installation(InteractionLimits(count: 1000, bytes: 40_000))
        let long = String(repeating: "s", count: 8000)
        for _ in 0..<4 { _ = try await begin(here, at: stranger(here), state: long) }
        await #expect(throws: TooManyInteractions.self) { try await begin(here, at: stranger(here), state: long) }
        #expect(try await live(store) == 4)
    }

    @Test func `the last quarter of a volume is not for strangers`() async throws {
        // The bytes of a volume are those of a file.
        guard TestEngine.current.isSQLite else { return }
        let (store, here, clock) = try installation(InteractionLimits(), bytes: 2 << 20)
        var begun = 0
        while begun < 4000 {
            do { _ = try await begin(here, at: stranger(here), state: String(repeating: "s", count: 3000)) } catch {
                #expect(error is TooManyInteractions)
                break
            }
            begun += 1
            clock.advance(by: .seconds(1))
        }
        #expect(begun > 50 && begun < 600)
        let room = try await store.database.room()
        #expect(room.free > 400 << 10)
        #expect(await Readiness(here).look(at: clock.now) == .ready)
    }
}
