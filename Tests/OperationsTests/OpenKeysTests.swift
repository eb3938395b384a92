import Foundation
import Keys
import Storage
import TestSupport
import Testing

@testable import Operations

/// Where keys come from when records are opened: the records themselves, or once the folder of a version before.
@Suite(.bothDatabases) struct OpenKeysTests {
    private let here: TestInstallation
    private let vault: KeyVault
    private let keys: FreshKeys
    private let directory: TemporaryDirectory

    init() throws {
        here = try TestInstallation()
        vault = try KeyVault.ofTests(1)
        keys = try vault.make(at: here.clock.now)
        directory = try TemporaryDirectory()
    }

    private func fill(_ keys: FreshKeys) throws {
        for (name, text) in keys.documents.texts {
            try Data(text.utf8).write(to: URL(filePath: directory.path(name)))
        }
    }

    private func open(with vault: KeyVault? = nil) async throws -> OpenKeys.Outcome {
        try await OpenKeys(here.installation, vault ?? self.vault, formerly: KeyFolder(directory.path)).run(here.act)
    }

    @Test func `new records get keys once, and each key is written down`() async throws {
        let install = InstallKeys(here.installation)
        #expect(try await install.isDue())
        #expect(try await install.run(keys, here.act))
        #expect(
            try await here.audit().map { $0.split(separator: " | ")[0] } == [
                "key-generation", "secrets-record", "secrets-record",
            ])
        #expect(try await !install.isDue())
        #expect(try await !install.run(KeyVault.ofTests(2).make(at: here.clock.now), here.act))
        guard case .opened(let secrets) = try await open() else {
            Issue.record("they were in the records")
            return
        }
        #expect(secrets.fingerprints == keys.secrets.fingerprints)
    }

    @Test func `of several nodes that begin at once one gives the keys`() async throws {
        let (here, keys) = (here, keys)
        let given = try await race(4) { _ in try await InstallKeys(here.installation).run(keys, here.act) }
        #expect(given.count { $0 } == 1)
    }

    @Test func `keys of a folder go into the records, once, and are read there no more`() async throws {
        try fill(keys)
        guard case .adopted(let secrets) = try await open() else {
            Issue.record("they weren't taken")
            return
        }
        #expect(secrets.fingerprints == keys.secrets.fingerprints)
        #expect(try await here.audit() == ["secrets-record | success | administrator:root | - | keys"])
        try FileManager.default.removeItem(atPath: directory.path)
        guard case .opened(let again) = try await open() else {
            Issue.record("they aren't in the records")
            return
        }
        #expect(again.fingerprints == secrets.fingerprints)
    }

    @Test func `a folder with the keys of other records isn't taken`() async throws {
        _ = try await ConfirmSecrets(here.installation).run(keys.secrets.fingerprints, here.act)
        try fill(try KeyVault.ofTests(1).make(at: here.clock.now))
        let before = try await here.audit()
        guard case .foreign(let discrepancy) = try await open() else {
            Issue.record("they were taken")
            return
        }
        #expect(discrepancy.missingKeys == keys.ids.map(\.value))
        #expect(try await here.installation.keyDocuments().isEmpty)
        #expect(try await here.audit() == before)
    }

    @Test func `who only looks takes nothing`() async throws {
        try fill(keys)
        let open = OpenKeys(here.installation, vault, formerly: KeyFolder(directory.path))
        #expect(try await open.look(at: here.clock.now).fingerprints == keys.secrets.fingerprints)
        #expect(
            try await OpenKeys.list(here.installation, formerly: KeyFolder(directory.path)).map(\.keyID) == keys.ids)
        #expect(try await here.installation.keyDocuments().isEmpty)
    }

    @Test func `without keys anywhere, or with another master key, that is said`() async throws {
        await #expect(throws: KeyVaultError.noKeys) { try await open() }
        try fill(keys)
        await #expect(throws: KeyVaultError.self) { try await open(with: KeyVault.ofTests(2)) }
        #expect(try await here.installation.keyDocuments().isEmpty)
    }
}
