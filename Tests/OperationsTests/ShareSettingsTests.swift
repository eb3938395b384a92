import Keys
import Storage
import TestSupport
import Testing
import Wire

@testable import Operations

/// Settings of all nodes in the records: sealed, replaced as a whole, and resealed with all else.
@Suite(.bothDatabases) struct ShareSettingsTests {
    private let here: TestInstallation
    private let vault: KeyVault
    private let share: ShareSettings

    init() async throws {
        here = try TestInstallation()
        vault = try KeyVault.ofTests(1)
        share = ShareSettings(here.installation, vault.sealer)
        try #require(try await InstallKeys(here.installation).run(vault.make(at: here.clock.now), here.act))
    }

    private static let one = Array(#"{"client-secret":"rat-bi-mat"}"#.utf8)
    private static let two = Array(#"{"client-secret":"another"}"#.utf8)

    /// What a process reads that begins, before it opens anything else.
    private func read(_ vault: KeyVault? = nil) async throws -> [UInt8]? {
        try await SealedSettings(of: here.location)?.open(by: (vault ?? KeyVault.ofTests(1)).sealer)
    }

    @Test func `another node reads what one has said last, until it is taken out`() async throws {
        #expect(try await read() == nil)
        try await share.run(Self.one, here.act)
        #expect(try await read() == Self.one)
        try await share.run(Self.two, here.act)
        #expect(try await read() == Self.two)
        #expect(try await UnshareSettings(here.installation).run(here.act))
        #expect(try await read() == nil)
        #expect(try await !UnshareSettings(here.installation).run(here.act))
        #expect(
            try await here.audit().suffix(3) == [
                "settings-share | success | administrator:root | - | -",
                "settings-share | success | administrator:root | - | -",
                "settings-unshare | success | administrator:root | - | -",
            ])
    }

    @Test func `who has the database alone has none of it`() async throws {
        try await share.run(Self.one, here.act)
        let sealed = try #require(try await here.read { transaction in try transaction.sharedSettings.find() })
        #expect(!sealed.contains("bi-mat") && !sealed.contains(Base64URL.encode(Self.one).prefix(16)))
        await #expect(throws: KeyVaultError.wrongMasterKey("shared_settings")) { try await read(KeyVault.ofTests(9)) }
    }

    @Test func `with another master key they are sealed anew, and the old one seals none`() async throws {
        try await share.run(Self.one, here.act)
        let new = try KeyVault.ofTests(2)
        try await ResealSecrets(here.installation, from: vault, to: new).run(here.act)
        #expect(try await read(new) == Self.one)
        await #expect(throws: KeyVaultError.self) { try await read() }
        await #expect(throws: RecordsError.self) { try await share.run(Self.two, here.act) }
        #expect(try await read(new) == Self.one)
    }

    @Test func `records of an older version are read as they are`() async throws {
        try await share.run(Self.one, here.act)
        func remove(_ step: String) async throws {
            try await here.write { transaction in
                _ = try transaction.execute("DELETE FROM schema_migrations WHERE name = $1", .text(step))
            }
        }
        try await remove("049-audit-appender")
        #expect(try await read() == Self.one)
        // Where there was no place for them.
        try await remove("051-shared-settings")
        try await here.write { transaction in _ = try transaction.execute("DROP TABLE shared_settings") }
        #expect(try await read() == nil)
        let steps = try await here.read { transaction in
            try transaction.rows("SELECT name FROM schema_migrations").map { row in try row.text(0) }
        }
        #expect(!steps.contains("049-audit-appender") && !steps.contains("051-shared-settings"))
    }
}
