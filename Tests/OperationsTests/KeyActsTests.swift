import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Keys
@testable import Operations

/// What is done to signing keys, and that each of it is written down.
@Suite(.bothDatabases) struct KeyActsTests {
    private static let day = Duration.hours(24)

    private let here: TestInstallation
    private let directory: TemporaryDirectory
    private let vault: KeyVault
    private let first: KeyID

    init() throws {
        here = try TestInstallation()
        directory = try TemporaryDirectory()
        vault = try KeyVault(
            directory: directory.path("Keys"),
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: 1, count: 32))), random: SeededRandom(seed: 1),
            algorithms: [.ES256])
        first = try #require(try vault.make(at: here.clock.now).generated.first)
    }

    private var states: KeyStates { get throws { try vault.current().states } }

    private func make() async throws -> KeyID {
        try #require(try await MakeNextKeys(here.installation, vault).run(nil, here.act).get().first)
    }

    private func event(_ action: String, _ key: KeyID?, by actor: String = "administrator:root") -> String {
        "\(action) | success | \(actor) | - | \(key?.value ?? "-")"
    }

    @Test func `each key that had to be made is written down`() async throws {
        let keys = try [SignatureAlgorithm.ES256, .EdDSA].map { try SigningKey.generate(algorithm: $0).id }
        try await RecordKeyGeneration(here.installation).run(keys, here.act)
        #expect(try await here.audit() == keys.map { event("key-generation", $0) })
    }

    @Test func `a key is made, activated early, and the one before it is retired`() async throws {
        let made = try await make()
        #expect(try states.find(made)?.state == .next(publishedAt: nil))
        let activate = ActivateKey(here.installation, vault)
        #expect(try await activate.run(made, publishedFor: Self.day, here.act) == .failure(.unpublished))
        #expect(try await activate.run(made, publishedFor: nil, here.act) == .success(first))
        #expect(try states.find(first)?.state == .retired(at: here.clock.now))
        #expect(
            try await here.audit() == [
                event("key-generation", made),
                "key-activation | refused: not-possible | administrator:root | - | \(made.value)",
                event("key-activation", made), event("key-retirement", first),
            ])
    }

    @Test func `one next key is enough`() async throws {
        _ = try await make()
        let again = try await MakeNextKeys(here.installation, vault).run(nil, here.act)
        #expect(again == .failure(.hasNext))
        #expect(try states.records.count == 2)
    }

    @Test func `many who rotate at once make one next key`() async throws {
        let (here, vault) = (here, vault)
        let outcomes = try await race(8) { _ in
            try await MakeNextKeys(here.installation, vault).run(nil, here.act)
        }
        #expect(outcomes.count { $0 != .failure(.hasNext) } == 1)
        #expect(try states.records.count == 2 && KeyVault.list(directory: directory.path("Keys")).count == 2)
    }

    @Test func `retiring needs a successor, and withdrawing makes one`() async throws {
        let retire = RetireKey(here.installation, vault)
        #expect(try await retire.run(first, publishedFor: nil, here.act) == .failure(.noSuccessor))
        let retirement = try await retire.withdraw(first, here.act).get()
        let fresh = try #require(retirement.activated)
        #expect(try states.records.map(\.id) == [fresh])
        #expect(
            try await here.audit() == [
                "key-retirement | refused: not-possible | administrator:root | - | \(first.value)",
                event("key-generation", fresh), event("key-activation", fresh), event("key-withdrawal", first),
            ])
        #expect(try await retire.withdraw(first, here.act) == .failure(.unknownKey))
    }

    @Test func `what can't be written down isn't done`() async throws {
        let made = try await make()
        let before = try states
        try await here.write { transaction in _ = try transaction.execute("DROP TABLE audit_events") }
        await #expect(throws: RecordsError.self) {
            try await ActivateKey(here.installation, vault).run(made, publishedFor: nil, here.act)
        }
        await #expect(throws: RecordsError.self) {
            try await RetireKey(here.installation, vault).withdraw(first, here.act)
        }
        #expect(try states == before)
    }

    @Test func `the schedule makes, publishes, activates and removes, and is its own actor`() async throws {
        let ring = KeyRing(try vault.current().keys)
        let keep = KeepKeys(
            here.installation, vault, ring,
            KeySchedule(rotation: Self.day * 90, publication: Self.day, retention: KeepKeys.retention))
        func look() async throws -> KeyStates {
            try await keep.run(knowing: nil, Act(actor: .schedule, origin: .local, now: here.clock.now))
        }
        here.clock.advance(by: Self.day * 88)
        #expect(try await look().records.count == 1)
        here.clock.advance(by: Self.day)
        // It is published by this look: what it has been since is said of what the ring has.
        let next = try #require(try await look().next(.ES256))
        #expect(next.state == .next(publishedAt: here.clock.now) && ring.current.published.keys.count == 2)
        here.clock.advance(by: Self.day)
        #expect(try await look().active(.ES256)?.id == next.id)
        #expect(ring.current.published.keys.count == 2)
        here.clock.advance(by: KeepKeys.retention)
        #expect(try await look().records.map(\.id) == [next.id])
        #expect(ring.current.published.keys.map(\.id) == [next.id])
        #expect(
            try await here.audit() == [
                event("key-generation", next.id, by: "schedule"), event("key-activation", next.id, by: "schedule"),
                event("key-retirement", first, by: "schedule"), event("key-removal", first, by: "schedule"),
            ])
    }

    @Test func `a retired key outlives every token and every session that it can have signed for`() {
        #expect(KeepKeys.retention > AccessTokenRecord.lifetime && KeepKeys.retention > .hours(12))
    }
}
