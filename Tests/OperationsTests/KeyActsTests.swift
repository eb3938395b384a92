import Identity
import JOSE
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Keys
@testable import Operations

/// What is done to signing keys, and that each of it is written down.
@Suite(.bothDatabases) struct KeyActsTests {
    private static let day = Duration.hours(24)

    private let here: TestInstallation
    private let vault: KeyVault
    private let first: KeyID

    init() async throws {
        here = try TestInstallation()
        vault = try KeyVault.ofTests(1)
        let made = try vault.make(at: here.clock.now)
        first = try #require(made.ids.first)
        let texts = made.documents.texts
        try await here.write { transaction in try transaction.keyDocuments.replace(with: texts, sealedBy: "it") }
    }

    private var documents: KeyDocuments { get async throws { try await here.installation.keyDocuments() } }
    private var states: KeyStates { get async throws { try await vault.current(documents).states } }

    private func make() async throws -> KeyID {
        try #require(try await MakeNextKeys(here.installation, vault).run(nil, here.act).get().first)
    }

    private func event(_ action: String, _ key: KeyID?, by actor: String = "administrator:root") -> String {
        "\(action) | success | \(actor) | - | \(key?.value ?? "-")"
    }

    @Test func `a key is made, activated early, and the one before it is retired`() async throws {
        let made = try await make()
        #expect(try await states.find(made)?.state == .next(publishedAt: nil))
        let activate = ActivateKey(here.installation, vault)
        #expect(try await activate.run(made, publishedFor: Self.day, here.act) == .failure(.unpublished))
        #expect(try await activate.run(made, publishedFor: nil, here.act) == .success(first))
        #expect(try await states.find(first)?.state == .retired(at: here.clock.now))
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
        #expect(try await states.records.count == 2)
    }

    @Test func `many who rotate at once make one next key`() async throws {
        let (here, vault) = (here, vault)
        let outcomes = try await race(8) { _ in
            try await MakeNextKeys(here.installation, vault).run(nil, here.act)
        }
        #expect(outcomes.count { $0 != .failure(.hasNext) } == 1)
        #expect(try await states.records.count == 2)
        #expect(try await KeyVault.list(documents).count == 2)
    }

    @Test func `of many nodes whose keys change at once none loses a change`() async throws {
        let (here, vault) = (here, vault)
        let made = try await race(4) { _ -> KeyID? in
            // Each takes the place of the one before, or finds another there.
            guard case .success(let keys) = try await MakeNextKeys(here.installation, vault).run(nil, here.act),
                let key = keys.first
            else { return nil }
            _ = try await ActivateKey(here.installation, vault).run(key, publishedFor: nil, here.act).get()
            return key
        }
        let known = try await Set(states.records.map(\.id))
        #expect(Set(made.compactMap(\.self) + [first]) == known)
        #expect(try await vault.open(documents).keys.current.published.keys.count == known.count)
    }

    @Test func `a server whose keys were sealed under another master key can't go on`() async throws {
        let keep = KeepKeys(
            here.installation, vault, KeyRing(try await vault.current(documents).keys),
            KeySchedule(rotation: nil, publication: Self.day, retention: KeepKeys.retention),
            envelopes: EnvelopeKeyRing())
        let known = try await keep.run(knowing: nil, here.act)
        let other = try KeyVault.ofTests(2)
        try await ResealSecrets(here.installation, from: vault, to: other).run(here.act)
        await #expect(throws: KeyVaultError.wrongMasterKey("key-states.json")) {
            try await keep.run(knowing: known, here.act)
        }
    }

    @Test func `retiring needs a successor, and withdrawing makes one`() async throws {
        let retire = RetireKey(here.installation, vault)
        #expect(try await retire.run(first, publishedFor: nil, here.act) == .failure(.noSuccessor))
        let retirement = try await retire.withdraw(first, here.act).get()
        let fresh = try #require(retirement.activated)
        #expect(try await states.records.map(\.id) == [fresh])
        #expect(
            try await here.audit() == [
                "key-retirement | refused: not-possible | administrator:root | - | \(first.value)",
                event("key-generation", fresh), event("key-activation", fresh), event("key-withdrawal", first),
            ])
        #expect(try await retire.withdraw(first, here.act) == .failure(.unknownKey))
    }

    @Test func `of two that withdraw a key at once, each having made its successor, one has`() async throws {
        let (here, vault, first) = (here, vault, first)
        let outcomes = try await race(2) { _ in
            try await RetireKey(here.installation, vault).withdraw(first, here.act)
        }
        #expect(outcomes.count { $0 == .failure(.unknownKey) } == 1)
        let fresh = try #require(try await states.records.first?.id)
        #expect(try await states.records.count == 1)
        let generations = try await here.audit().filter { $0.hasPrefix("key-generation") }
        #expect(generations == [event("key-generation", fresh)])
    }

    @Test func `what can't be written down isn't done`() async throws {
        let made = try await make()
        let before = try await states
        try await here.write { transaction in _ = try transaction.execute("DROP TABLE audit_events") }
        await #expect(throws: RecordsError.self) {
            try await ActivateKey(here.installation, vault).run(made, publishedFor: nil, here.act)
        }
        await #expect(throws: RecordsError.self) {
            try await RetireKey(here.installation, vault).withdraw(first, here.act)
        }
        #expect(try await states == before)
    }

    @Test func `the schedule makes, publishes, activates and removes, and is its own actor`() async throws {
        let ring = KeyRing(try await vault.current(documents).keys)
        let keep = KeepKeys(
            here.installation, vault, ring,
            KeySchedule(rotation: Self.day * 90, publication: Self.day, retention: KeepKeys.retention),
            envelopes: EnvelopeKeyRing())
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
