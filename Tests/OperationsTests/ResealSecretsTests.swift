import Accounts
import Identity
import OpenIDConnect
import Storage
import TestSupport
import Testing

@testable import Keys
@testable import Operations

/// Another master key: everything that is sealed changes over together.
@Suite(.bothDatabases) struct ResealSecretsTests {
    private let stage: SignInStage
    private let seed: OneTimePasswordSeed
    /// A sign-in in which an app is being set up.
    private let setup: (place: StepPlace, seed: OneTimePasswordSeed)
    private let fingerprints: KeyFingerprints

    /// The master key of the stage, and the one after it.
    private static let old: UInt8 = 7
    private static let new: UInt8 = 8

    init() async throws {
        stage = try SignInStage()
        seed = try await stage.activated().seed
        let code = try await stage.reset()
        let place = try await stage.browser()
        _ = try await stage.begin(code.text, at: place)
        _ = try await stage.choose(at: place)
        let begun = try await EnrolSecondFactor(stage.installation, stage.sealer).begin(at: place, stage.act.now)
        setup = (place, try #require(begun).seed)
        // The reset has taken the app away; the records shall have both kinds of seeds.
        let sealed = try SecretSealing(stage.sealer).seal(seed, of: Self.other)
        let now = stage.here.clock.now
        try await stage.here.write { transaction in
            try transaction.people.add(
                Self.other,
                PersonClaims(
                    name: "Bình", birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil,
                    identityLevel: nil), at: now)
            _ = try transaction.secondFactors.enrol(Self.other, sealedSeed: sealed, step: 0, at: now)
        }
        let made = try KeyVault.ofTests(Self.old).make(at: now)
        fingerprints = made.secrets.fingerprints
        let texts = made.documents.texts
        let name = made.secrets.sealer.masterKeyID
        try await stage.here.write { transaction in
            try transaction.keyDocuments.replace(with: texts, sealedBy: name)
        }
    }

    private static var other: PersonID { .number(4) }

    private func reseal(from old: UInt8 = old, to new: UInt8 = new) async throws {
        try await ResealSecrets(stage.installation, from: KeyVault.ofTests(old), to: KeyVault.ofTests(new)).run(
            stage.here.act)
    }

    /// Whether a master key opens everything: the keys, the pairwise secret, and both seeds; or nothing.
    private func opensAll(_ byte: UInt8) async throws -> Bool {
        let vault = try KeyVault.ofTests(byte)
        let seals = SecretSealing(vault.sealer)
        let seeds = try await stage.here.read { transaction in try transaction.sealedSecrets.all() }
        let opened = seeds.compactMap { try? seals.bytes($0.text, of: $0.owner) }
        do {
            #expect(try await vault.open(stage.installation.keyDocuments()).fingerprints == fingerprints)
        } catch KeyVaultError.wrongMasterKey {
            #expect(opened.isEmpty)
            return false
        }
        return opened == [seed.bytes, setup.seed.bytes]
    }

    @Test func `one of the two keys opens everything, before and after`() async throws {
        #expect(try await opensAll(Self.old))
        try await reseal()
        #expect(try await opensAll(Self.new))
        #expect(try await !opensAll(Self.old))
        #expect(try await stage.here.audit().contains("key-reseal | success | administrator:root | - | -"))
    }

    @Test func `a server that still has the old key seals nothing that nobody could open`() async throws {
        try await reseal()
        let enrol = EnrolSecondFactor(stage.installation, stage.sealer)
        await #expect(throws: RecordsError.self) {
            try await enrol.confirm(
                stage.code(setup.seed), device: stage.device, at: setup.place, stage.act)
        }
        #expect(try await opensAll(Self.new))
    }

    @Test func `who was setting up an app goes on with it, under the new key`() async throws {
        try await reseal()
        let vault = try KeyVault.ofTests(Self.new)
        let outcome = try await EnrolSecondFactor(stage.installation, vault.sealer)
            .confirm(stage.code(setup.seed), device: stage.device, at: setup.place, stage.act)
        guard case .enrolled = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func `records that can't be written leave everything to the old key`() async throws {
        try await stage.here.write { transaction in _ = try transaction.execute("DROP TABLE audit_events") }
        await #expect(throws: RecordsError.self) { try await reseal() }
        #expect(try await opensAll(Self.old))
    }

    @Test func `a key that opens nothing reseals nothing`() async throws {
        await #expect(throws: KeyVaultError.self) { try await reseal(from: 9) }
        #expect(try await opensAll(Self.old))
    }
}
