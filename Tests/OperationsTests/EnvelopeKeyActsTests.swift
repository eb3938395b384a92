import Cryptography
import Foundation
import Storage
import TestSupport
import Testing
import Wire

@testable import Keys
@testable import Operations

/// The keys that VNeID seals to: made, shared by all nodes, changed while VNeID goes over, and taken from a version before.
@Suite(.bothDatabases) struct EnvelopeKeyActsTests {
    private let here: TestInstallation
    private let vault: KeyVault

    init() async throws {
        here = try TestInstallation()
        vault = try KeyVault.ofTests(1)
        try #require(try await InstallKeys(here.installation).run(vault.make(at: here.clock.now), here.act))
    }

    private func make(asSuccessor isSuccessor: Bool = false) async throws -> Result<RSAPublicKey, EnvelopeKeyRefusal> {
        try await MakeEnvelopeKey(here.installation, vault.sealer).run(asSuccessor: isSuccessor, here.act)
    }

    /// The public sides of the keys as a node sees them that begins now, the newest first.
    private func keys(_ vault: KeyVault? = nil) async throws -> [RSAPublicKey] {
        let ring = EnvelopeKeyRing()
        try await LoadEnvelopeKeys(here.installation, (vault ?? self.vault).sealer, ring).run()
        return ring.current.map(\.key.publicKey)
    }

    /// What was written down of them.
    private var events: [Substring] {
        get async throws {
            try await here.audit().filter { $0.hasSuffix("| vneid") }.map { $0.dropLast(" | - | vneid".count) }
        }
    }

    @Test func `one is made, and no other by mistake`() async throws {
        #expect(try await keys().isEmpty)
        let made = try await make().get()
        #expect(made.bitCount == 2048)
        #expect(try await make() == .failure(.alreadyThere))
        #expect(try await keys() == [made])
        #expect(
            try await events == [
                "key-generation | success | administrator:root",
                "key-generation | refused: not-possible | administrator:root",
            ])
    }

    @Test func `both count until the older one is retired`() async throws {
        let first = try await make().get()
        #expect(try await RetireEnvelopeKey(here.installation).run(here.act).failure == .noSuccessor)
        let second = try await make(asSuccessor: true).get()
        #expect(try await make(asSuccessor: true) == .failure(.alreadyTwo))
        #expect(try await keys() == [second, first])
        try await RetireEnvelopeKey(here.installation).run(here.act).get()
        #expect(try await keys() == [second])
        #expect(try await events.last == "key-removal | success | administrator:root")
        let third = try await make(asSuccessor: true).get()
        #expect(try await keys() == [third, second])
    }

    @Test func `of several who make the first at once, one does`() async throws {
        let (here, vault) = (here, vault)
        let made = try await race(4) { _ in
            try await MakeEnvelopeKey(here.installation, vault.sealer).run(here.act)
        }
        #expect(made.count { $0.failure == nil } == 1)
        #expect(try await keys().count == 1)
    }

    @Test func `a node that runs learns of a key when it looks, and opens none again`() async throws {
        let ring = EnvelopeKeyRing()
        let keepKeys = KeepKeys(
            here.installation, vault, try await vault.open(here.installation.keyDocuments()).keys,
            KeySchedule(rotation: nil, publication: .hours(1), retention: .hours(1)), envelopes: ring)
        var known = try await keepKeys.run(knowing: nil, here.act)
        #expect(ring.current.isEmpty)
        let made = try await make().get()
        known = try await keepKeys.run(knowing: known, here.act)
        #expect(ring.current.map(\.key.publicKey) == [made])
        try await here.write { transaction in
            _ = try transaction.execute("UPDATE envelope_keys SET sealed = 'what is known already is not read'")
        }
        _ = try await keepKeys.run(knowing: known, here.act)
        #expect(ring.current.map(\.key.publicKey) == [made])
    }

    @Test func `with another master key they are sealed anew, and the old one opens none`() async throws {
        let made = [try await make().get(), try await make(asSuccessor: true).get()]
        let new = try KeyVault.ofTests(2)
        try await ResealSecrets(here.installation, from: vault, to: new).run(here.act)
        #expect(try await keys(new) == made.reversed())
        await #expect(throws: KeyVaultError.wrongMasterKey("envelope_keys")) { try await keys() }
        // Nobody could open what it would seal now.
        try await RetireEnvelopeKey(here.installation).run(here.act).get()
        await #expect(throws: RecordsError.self) { try await make(asSuccessor: true) }
        #expect(try await keys(new) == [made[1]])
    }

    @Test func `a row shows nothing of its key, and can't stand in another's place`() async throws {
        let first = try await make().get()
        let sealed = try await here.read { transaction in try transaction.envelopeKeys.all() }
        let text = try #require(sealed.first?.text)
        #expect(text.wholeMatch(of: /[A-Za-z0-9_-]+/) != nil)
        #expect(!text.contains(Base64URL.encode(first.modulus.prefix(60))))
        try await here.write { transaction in
            _ = try transaction.execute("UPDATE envelope_keys SET number = 2")
        }
        await #expect(throws: KeyVaultError.self) { try await keys() }
    }

    // MARK: From a version before

    private func file(
        sealedBy vault: KeyVault, _ key: RSAPrivateKey, in directory: TemporaryDirectory
    ) throws -> EnvelopeKeyFile {
        let sealed = try vault.sealer.seal(try key.encoded(), purpose: "key for envelopes", owner: "vneid")
        let file = EnvelopeKeyFile(directory.path("vneid-key.json"))
        try Data(JSONWriter.write(["sealed": .array([.string(sealed)])] as JSONObject)).write(
            to: URL(filePath: file.path))
        return file
    }

    @Test func `the key of a version before is taken from its file once`() async throws {
        let directory = try TemporaryDirectory()
        let key = try RSAPrivateKey.generate(bitCount: 2048)
        let file = try file(sealedBy: vault, key, in: directory)
        let adopt = AdoptEnvelopeKey(here.installation, vault.sealer)
        #expect(try await adopt.run(file, here.act))
        #expect(try await keys() == [key.publicKey])
        #expect(try await events == ["secrets-record | success | administrator:root"])
        #expect(try await !adopt.run(EnvelopeKeyFile("/none"), here.act))
    }

    @Test func `a file that another master key has sealed, or that is gone, is an error`() async throws {
        let directory = try TemporaryDirectory()
        let file = try file(sealedBy: KeyVault.ofTests(2), try RSAPrivateKey.generate(bitCount: 2048), in: directory)
        let adopt = AdoptEnvelopeKey(here.installation, vault.sealer)
        await #expect(throws: KeyVaultError.wrongMasterKey(file.path)) { try await adopt.run(file, here.act) }
        await #expect(throws: KeyVaultError.unreadable("/none")) {
            try await adopt.run(EnvelopeKeyFile("/none"), here.act)
        }
        #expect(try await keys().isEmpty)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        guard case .failure(let failure) = self else { return nil }
        return failure
    }
}
