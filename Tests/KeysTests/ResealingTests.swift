import Foundation
import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Keys

/// The files of keys under another master key: whenever it is broken off, one of the two opens all of them.
@Suite struct ResealingTests {
    private static let made = Result {
        let directory = try TemporaryDirectory()
        _ = try vault(directory.path + "/Keys", 1).make(at: .noon)
        return directory
    }

    private static func vault(_ path: String, _ byte: UInt8) throws -> KeyVault {
        try KeyVault(
            directory: path, masterKey: MasterKey(Base64URL.encode([UInt8](repeating: byte, count: 32))),
            random: SeededRandom(seed: UInt64(byte)))
    }

    private let directory: TemporaryDirectory
    private var keys: String { directory.path + "/Keys" }

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.copyItem(atPath: Self.made.get().path + "/Keys", toPath: directory.path + "/Keys")
    }

    private struct Killed: Error {}

    /// What a master key opens: every key and the pairwise secret, or nothing.
    private func opened(_ byte: UInt8) throws -> String? {
        do {
            let secrets = try Self.vault(keys, byte).open(at: .noon)
            #expect(secrets.generated.isEmpty)
            let person = try #require(PersonID(random: [UInt8](repeating: 4, count: 16)))
            let kids = secrets.keys.current.published.keys.compactMap { $0.id?.value }.sorted()
            return kids.joined() + secrets.subjects.subject(of: person, for: .public)
        } catch let error as KeyVaultError {
            guard case .wrongMasterKey = error else { throw error }
            return nil
        }
    }

    private func reseal(killedBefore place: Int? = nil) throws {
        let resealing = try Resealing(from: Self.vault(keys, 1), to: Self.vault(keys, 2))
        var written = 0
        func step(_: String) throws {
            if written == place { throw Killed() }
            written += 1
        }
        try resealing.check()
        try resealing.sealTwice(step)
        try resealing.settle(step)
    }

    /// Four keys, the pairwise secret and the states, each written twice.
    @Test(arguments: 0..<12)
    func `a resealing that is killed before any file leaves all to one key, and can be done again`(place: Int) throws {
        let all = try #require(try opened(1))
        #expect(throws: Killed.self) { try reseal(killedBefore: place) }
        // The database counts from here on what the new key opens: between the two rounds both open everything.
        if place <= 6 { #expect(try opened(1) == all) }
        if place >= 6 { #expect(try opened(2) == all) }
        try reseal()
        #expect(try opened(2) == all)
        #expect(try opened(1) == nil)
    }

    @Test(arguments: [UInt8(1), 2])
    func `either key settles a resealing that was broken off between the two rounds`(byte: UInt8) throws {
        let all = try opened(1)
        #expect(throws: Killed.self) { try reseal(killedBefore: 6) }
        try Self.vault(keys, byte).settleSeals()
        #expect(try opened(byte) == all)
        #expect(try opened(3 - byte) == nil)
    }

    @Test func `nothing is resealed while somebody has the secrets open, and nobody opens them meanwhile`() throws {
        do {
            let secrets = try Self.vault(keys, 1).open(at: .noon)
            #expect(throws: KeyVaultError.inUse(keys)) {
                try Resealing(from: Self.vault(keys, 1), to: Self.vault(keys, 2))
            }
            withExtendedLifetime(secrets) {}
        }
        let resealing = try Resealing(from: Self.vault(keys, 1), to: Self.vault(keys, 2))
        #expect(throws: KeyVaultError.inUse(keys)) { try Self.vault(keys, 1).open(at: .noon) }
        #expect(throws: KeyVaultError.inUse(keys)) { try Self.vault(keys, 1).beginChange(at: .noon) }
        withExtendedLifetime(resealing) {}
    }

    @Test func `a key that opens nothing reseals nothing`() throws {
        let resealing = try Resealing(from: Self.vault(keys, 3), to: Self.vault(keys, 4))
        #expect(throws: KeyVaultError.self) { try resealing.check() }
    }
}
