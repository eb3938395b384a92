import Accounts
import Identity
import JOSE
import OpenIDConnect
import Storage
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Keys
@testable import Operations

/// Another master key: files and records change over together, and whenever that is broken off, one key opens it all.
@Suite(.bothDatabases) struct ResealSecretsTests {
    private let stage: SignInStage
    private let directory: TemporaryDirectory
    private let seed: OneTimePasswordSeed
    /// A sign-in in which an app is being set up.
    private let setup: (place: StepPlace, seed: OneTimePasswordSeed)
    private let kid: KeyID

    /// The master key of the stage, and the one after it.
    private static let old: UInt8 = 7
    private static let new: UInt8 = 8

    init() async throws {
        stage = try SignInStage()
        directory = try TemporaryDirectory()
        seed = try await stage.activated().seed
        let code = try await stage.reset()
        let place = try await stage.browser()
        _ = try await stage.begin(code.text, at: place)
        _ = try await stage.choose(at: place)
        let begun = try await EnrolSecondFactor(stage.installation, stage.sealer).begin(at: place, stage.act.now)
        setup = (place, try #require(begun).seed)
        // The reset has taken the app away; the records shall have both kinds of seeds.
        let sealed = try SeedSealing(stage.sealer).seal(seed, of: Self.other)
        let now = stage.here.clock.now
        try await stage.here.write { transaction in
            try transaction.people.add(
                Self.other,
                PersonClaims(
                    name: "Bình", birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil,
                    identityLevel: nil), at: now)
            _ = try transaction.secondFactors.enrol(Self.other, sealedSeed: sealed, step: 0, at: now)
        }
        kid = try #require(try Self.vault(directory, Self.old).make(at: now).generated.first)
    }

    private static var other: PersonID { .number(4) }

    private static func vault(_ directory: TemporaryDirectory, _ byte: UInt8) throws -> KeyVault {
        try KeyVault(
            directory: directory.path("Keys"),
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: byte, count: 32))),
            random: SeededRandom(seed: UInt64(byte)), algorithms: [.ES256])
    }

    private struct Killed: Error {}

    /// - Parameter place: the step before which the process ends; `nil` for none.
    /// - Returns: the steps that were done.
    @discardableResult
    private func reseal(killedBefore place: Int? = nil, from old: UInt8 = old, to new: UInt8 = new) async throws -> Int
    {
        let reached = Counter()
        let reseal = try ResealSecrets(
            stage.installation, from: Self.vault(directory, old), to: Self.vault(directory, new))
        try await reseal.run(stage.here.act) { _ in
            if reached.next() == place { throw Killed() }
        }
        return reached.count
    }

    /// Whether a master key opens everything: the keys, the pairwise secret, and both seeds.
    private func opensAll(_ byte: UInt8) async throws -> Bool {
        let vault = try Self.vault(directory, byte)
        let secrets: ProviderSecrets
        do { secrets = try vault.open(at: stage.here.clock.now) } catch {
            guard case .wrongMasterKey = error else { throw error }
            return false
        }
        #expect(secrets.generated.isEmpty && secrets.keys.current.published.keys.map(\.id) == [kid])
        let seals = SeedSealing(vault.sealer)
        let seeds = try await stage.here.read { transaction in try transaction.sealedSeeds.all() }
        let opened = seeds.compactMap { try? seals.bytes(of: $0) }
        return opened == [seed.bytes, setup.seed.bytes]
    }

    /// A key, the pairwise secret and the states, each written twice, and the records in between.
    private static let steps = 7

    @Test(arguments: 0..<steps)
    func `when it is killed before any step, one of the two keys opens everything, and it can be done again`(
        step: Int
    ) async throws {
        #expect(try await opensAll(Self.old))
        await #expect(throws: Killed.self) { try await reseal(killedBefore: step) }
        #expect(try await opensAll(step <= Self.steps / 2 ? Self.old : Self.new))
        #expect(try await reseal() == Self.steps)
        #expect(try await opensAll(Self.new))
        #expect(try await !opensAll(Self.old))
    }

    @Test func `who was setting up an app goes on with it, under the new key`() async throws {
        try await reseal()
        let vault = try Self.vault(directory, Self.new)
        let outcome = try await EnrolSecondFactor(stage.installation, vault.sealer)
            .confirm(stage.code(setup.seed), device: stage.device, at: setup.place, stage.act)
        guard case .enrolled = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(try await stage.here.audit().contains("key-reseal | success | administrator:root | - | -"))
    }

    @Test func `records that can't be written leave everything to the old key`() async throws {
        try await stage.here.write { transaction in _ = try transaction.execute("DROP TABLE audit_events") }
        await #expect(throws: RecordsError.self) { try await reseal() }
        #expect(try await opensAll(Self.old))
    }

    @Test func `a third key in the midst of a resealing is refused before it changes anything`() async throws {
        await #expect(throws: Killed.self) { try await reseal(killedBefore: 4) }
        await #expect(throws: KeyVaultError.wrongMasterKey("hue-sso.sqlite")) { try await reseal(to: 9) }
        #expect(try await opensAll(Self.new))
    }

    @Test(arguments: 0..<steps)
    func `a server starts with the key that opens everything, finishes what was broken off, and not with the other`(
        step: Int
    ) async throws {
        await #expect(throws: Killed.self) { try await reseal(killedBefore: step) }
        let (right, wrong) = step <= Self.steps / 2 ? (Self.old, Self.new) : (Self.new, Self.old)
        func start(_ byte: UInt8) async throws {
            let vault = try Self.vault(directory, byte)
            let secrets = try vault.open(at: stage.here.clock.now)
            try await CheckSeals(stage.installation, vault).run()
            withExtendedLifetime(secrets) {}
        }
        await #expect(throws: KeyVaultError.self) { try await start(wrong) }
        try await start(right)
        #expect(try await opensAll(right))
        #expect(throws: KeyVaultError.self) { try Self.vault(directory, wrong).open(at: stage.here.clock.now) }
    }
}

/// Counts the steps of something that runs one after the other.
private final class Counter: Sendable {
    private let value = Mutex(0)

    /// The number of this step, from 0.
    func next() -> Int {
        value.withLock { value in
            defer { value += 1 }
            return value
        }
    }

    var count: Int { value.withLock { $0 } }
}
