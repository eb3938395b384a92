import Accounts
import Database
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// A real volume of 6 MB, and strangers who begin sign-ins as fast as they can.
@Suite struct SmallVolumeTests {
    private let volume: SmallVolume
    private let here: Installation
    private let clock = SetClock()
    private let client: ClientID

    init() throws {
        volume = try SmallVolume(megabytes: 6)
        here = try Installation(
            records: .file(volume.path("hue-sso.sqlite")), clock: clock, random: SeededRandom(seed: 1))
        client = try #require(ClientID("platform"))
    }

    /// - Returns: whether it was taken.
    private func begin(_ number: Int) async throws -> Bool {
        let browser = BrowserSecret<BrowserCookie>(random: SeededRandom(seed: UInt64(number)))
        let request = FormParameters([("state", String(repeating: "s", count: 4000))])
        do {
            _ = try await BeginInteraction(here).begin(
                .request(request), for: client, at: .init(browser, device: nil, session: nil), clock.now)
            return true
        } catch is TooManyInteractions {
            return false
        }
    }

    /// Eight at once.
    private func flood(_ count: Int) async throws -> (taken: Int, refused: Int) {
        let taken = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var taken = 0
                    for number in 0..<count / 8 {
                        if try await begin(worker * count + number) { taken += 1 }
                        if number.isMultiple(of: 20) { clock.advance(by: .milliseconds(200)) }
                    }
                    return taken
                }
            }
            return try await group.reduce(0, +)
        }
        return (taken, count - taken)
    }

    @Test func `strangers fill three quarters of it, the rest still takes what others write, and it empties itself`()
        async throws
    {
        let (taken, refused) = try await flood(3200)
        #expect(taken > 300 && refused > 1000)
        #expect(await Readiness(here).look(at: clock.now) == .ready)
        // The log that is written ahead has to fit beside it.
        #expect(try await here.database.room().ahead > 1 << 20)
        for number in 0..<200 {
            try await here.database.write { [clock] transaction in
                try transaction.devices.remember(
                    "device \(number)", of: try #require(Username("an.nguyen")), at: clock.now)
            }
        }
        // Forgetting writes too: where room is scarce, a little at a time.
        clock.advance(by: Interaction.lifetime)
        try await Housekeep(here).run(at: clock.now)
        #expect(try await here.database.room().free > 4 << 20)
        #expect(try await begin(1_000_000))
    }
}
