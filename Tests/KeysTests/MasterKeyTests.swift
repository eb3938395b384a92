import Foundation
import TestSupport
import Testing
import Wire

@testable import Keys

/// The master key, and files that hold a secret.
@Suite struct MasterKeyTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test(arguments: [
        "", "AAAA", Base64URL.encode([UInt8](repeating: 1, count: 31)),
        Base64URL.encode([UInt8](repeating: 1, count: 33)), String(repeating: "A", count: 42) + "B",
        String(repeating: "=", count: 43), Base64URL.encode([UInt8](repeating: 255, count: 32)) + "=",
        String(repeating: "A", count: 42) + "+",
    ])
    func `a master key is 32 bytes in Base64url and nothing else`(text: String) {
        #expect(throws: KeyVaultError.badMasterKey) { _ = try MasterKey(text) }
    }

    @Test func `a master key's file may end with a newline, and is made once, for its owner`() throws {
        let file = directory.path + "/master.key"
        try MasterKey.ensure(file: file, random: SeededRandom(seed: 5))
        let first = try Data(contentsOf: URL(fileURLWithPath: file))
        try MasterKey.ensure(file: file, random: SeededRandom(seed: 6))
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == first)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        #expect(first.last == 0x0A)
        try (Data([0xEF, 0xBB, 0xBF]) + first).write(to: URL(fileURLWithPath: file + ".bom"))
        _ = try MasterKey(file: file + ".bom")
        _ = try MasterKey(file: file)
        #expect(throws: KeyVaultError.masterKeyUnreadable(file + "x")) { _ = try MasterKey(file: file + "x") }
    }

    @Test func `a secret file never replaces another`() throws {
        let file = directory.path + "/secret"
        try SecretFile.create([1], at: file)
        #expect(throws: SecretFileError(code: EEXIST)) { try SecretFile.create([2], at: file) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data([1]))
    }
}
