import Cryptography
import Foundation
import Identity
import JOSE
import TestSupport
import Testing
import Wire

@testable import Keys

/// The keys on disk: sealed, for their owner only, and never taken for another's.
@Suite struct KeyVaultTests {
    /// Keys take a second to make: one set, opened and copied by every test.
    private static let sealed = Result {
        () throws -> (directory: TemporaryDirectory, published: Set<JSONValue>) in
        let directory = try TemporaryDirectory()
        let secrets = try vault(directory.path + "/Keys").make(at: Instant(secondsSince1970: 1_795_000_000))
        return (directory, published(secrets))
    }

    private static func published(_ secrets: ProviderSecrets) -> Set<JSONValue> {
        Set(secrets.keys.current.published.json["keys"]?.array ?? [])
    }

    private static func vault(_ path: String, _ byte: UInt8 = 1) throws -> KeyVault {
        try KeyVault(
            directory: path, masterKey: MasterKey(Base64URL.encode([UInt8](repeating: byte, count: 32))),
            random: SeededRandom(seed: 3))
    }

    private let directory: TemporaryDirectory
    private var keys: String { directory.path + "/Keys" }

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.copyItem(
            atPath: Self.sealed.get().directory.path + "/Keys", toPath: directory.path + "/Keys")
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: keys).filter { !$0.hasPrefix(".") }.sorted()
            .map { "\(keys)/\($0)" }
    }

    private func json(_ file: String) throws -> JSONObject {
        try JSONReader.readObject(Array(try Data(contentsOf: URL(fileURLWithPath: file))))
    }

    private func write(_ json: JSONObject, to file: String) throws {
        try Data(JSONWriter.write(json)).write(to: URL(fileURLWithPath: file))
    }

    @Test func `a second opening gives the same keys, and makes none`() throws {
        let first = try Self.vault(keys).open(at: Instant(secondsSince1970: 1_800_000_000))
        #expect(first.generated.isEmpty)
        #expect(try Self.published(first) == Self.sealed.get().published)
        #expect(Set(first.keys.current.algorithms) == [.ES256, .RS256, .PS256, .EdDSA])
        // A key for each algorithm, their states, and the pairwise secret.
        #expect(try files().count == 6)
    }

    @Test func `the pairwise secret stays the same, so that nobody becomes a stranger`() throws {
        let person = try #require(PersonID(random: [UInt8](repeating: 4, count: 16)))
        let subjects = try (0..<2).map { _ in
            try Self.vault(keys).open(at: Instant(secondsSince1970: 0)).subjects.subject(
                of: person, for: .public)
        }
        #expect(subjects[0] == subjects[1])
    }

    @Test func `a new directory gets new keys, each of its own`() throws {
        let fresh = try TemporaryDirectory()
        let vault = try KeyVault(
            directory: fresh.path + "/a/b",
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: 1, count: 32))),
            random: SeededRandom(seed: 4))
        let secrets = try vault.make(at: Instant(secondsSince1970: 0))
        #expect(secrets.generated.count == 4 && Set(secrets.generated).count == 4)
        #expect(try Self.published(secrets).isDisjoint(with: Self.sealed.get().published))
    }

    @Test func `new keys are made in the place of none only`() throws {
        #expect(throws: KeyVaultError.alreadyThere(keys)) {
            try Self.vault(keys).make(at: Instant(secondsSince1970: 0))
        }
        for file in try files() where !file.contains("pairwise") { try FileManager.default.removeItem(atPath: file) }
        #expect(throws: KeyVaultError.alreadyThere(keys)) {
            try Self.vault(keys).make(at: Instant(secondsSince1970: 0))
        }
    }

    @Test func `a directory without keys is said to be one, and nothing is made in it`() throws {
        for path in [directory.path + "/nowhere", directory.path + "/empty"] {
            if path.hasSuffix("empty") {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            #expect(throws: KeyVaultError.noKeys(path)) { try Self.vault(path).open(at: Instant(secondsSince1970: 0)) }
        }
        #expect(!FileManager.default.fileExists(atPath: directory.path + "/nowhere"))
    }

    @Test func `a lost pairwise secret is named, and never made anew (M11)`() throws {
        let file = try #require(try files().first { $0.contains("pairwise") })
        try FileManager.default.removeItem(atPath: file)
        #expect(throws: KeyVaultError.pairwiseSecretMissing(file)) {
            try Self.vault(keys).open(at: Instant(secondsSince1970: 0))
        }
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func `a lost signing key is named by its algorithm, and never made anew`() throws {
        let file = try #require(try files().first { $0.contains("signing-key-") })
        let algorithm = try #require(try json(file)["alg"]?.string)
        try FileManager.default.removeItem(atPath: file)
        #expect(throws: KeyVaultError.signingKeysMissing(keys, algorithm)) {
            try Self.vault(keys).open(at: Instant(secondsSince1970: 0))
        }
        #expect(try files().count == 5)
    }

    @Test func `fingerprints are the same at each opening, and other keys' are others`() throws {
        let one = try Self.vault(keys).open(at: Instant(secondsSince1970: 0)).fingerprints
        #expect(try one == Self.vault(keys).open(at: Instant(secondsSince1970: 9)).fingerprints)
        #expect(one.signingKeys.count == 4)
        let fresh = try TemporaryDirectory()
        let other = try Self.vault(fresh.path + "/Keys", 2).make(at: Instant(secondsSince1970: 0)).fingerprints
        #expect(Set(other.signingKeys.keys).isDisjoint(with: one.signingKeys.keys))
    }

    @Test func `what a backup holds of the keys is their files, and no master key`() throws {
        try MasterKey.ensure(file: keys + "/demo-master.key", random: SeededRandom(seed: 5))
        try Data().write(to: URL(fileURLWithPath: keys + "/.hidden.json"))
        let held = try KeyVault.files(in: keys)
        #expect(held.count == 6 && held.allSatisfy { $0.hasSuffix(".json") })
    }

    @Test func `each file is its owner's only, and so is the directory`() throws {
        for file in try files() {
            #expect(
                try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        }
        let original = try Self.sealed.get().directory.path + "/Keys"
        #expect(
            try FileManager.default.attributesOfItem(atPath: original)[.posixPermissions] as? Int == 0o700)
    }

    @Test func `no private member stands in the clear`() throws {
        for file in try files() {
            let json = try json(file)
            #expect(Set(json.names).isSubset(of: ["kid", "alg", "created_at", "public", "keys", "sealed"]))
            #expect(json["sealed"]?.object.map { Set($0.names) } == ["enc", "iv", "ciphertext", "tag"])
            let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
            for member in ["d", "p", "q", "dp", "dq", "qi", "k", "oth"] {
                #expect(!text.contains("\"\(member)\""))
            }
        }
    }

    @Test func `a wrong master key opens nothing`() throws {
        #expect {
            try Self.vault(keys, 2).open(at: Instant(secondsSince1970: 0))
        } throws: { error in
            guard case .wrongMasterKey? = error as? KeyVaultError else { return false }
            return !"\(error)".contains(Base64URL.encode([UInt8](repeating: 2, count: 32)))
        }
    }

    @Test func `one file's secret does not open in another's place`() throws {
        let keyFiles = try files().filter { $0.contains("signing-key-") }
        var first = try json(keyFiles[0])
        var second = try json(keyFiles[1])
        (first["sealed"], second["sealed"]) = (second["sealed"], first["sealed"])
        try write(first, to: keyFiles[0])
        try write(second, to: keyFiles[1])
        #expect(throws: KeyVaultError.wrongMasterKey(keyFiles[0])) {
            try Self.vault(keys).open(at: Instant(secondsSince1970: 0))
        }
    }

    @Test func `the pairwise secret's place takes no key's secret`() throws {
        let pairwise = try #require(try files().first { $0.contains("pairwise") })
        let key = try #require(try files().first { $0.contains("signing-key-") })
        try write(["sealed": try #require(try json(key)["sealed"])], to: pairwise)
        #expect(throws: KeyVaultError.wrongMasterKey(pairwise)) {
            try Self.vault(keys).open(at: Instant(secondsSince1970: 0))
        }
    }

    @Test(arguments: ["ciphertext", "tag", "iv"])
    func `a changed byte is noticed`(member: String) throws {
        let file = try #require(try files().first { $0.contains("signing-key-") })
        var json = try json(file)
        var sealed = try #require(json["sealed"]?.object)
        var bytes = try Base64URL.decode(try #require(sealed[member]?.string))
        bytes[0] ^= 1
        sealed[member] = .string(Base64URL.encode(bytes))
        json["sealed"] = .object(sealed)
        try write(json, to: file)
        #expect(throws: KeyVaultError.wrongMasterKey(file)) {
            try Self.vault(keys).open(at: Instant(secondsSince1970: 0))
        }
    }

    @Test(arguments: [("kid", "another"), ("alg", "RS384"), ("alg", "none")])
    func `a key under another name or algorithm is not opened`(member: String, value: String) throws {
        let file = try #require(try files().first { $0.contains("signing-key-") })
        var json = try json(file)
        json[member] = .string(value)
        try write(json, to: file)
        #expect(throws: KeyVaultError.self) { try Self.vault(keys).open(at: Instant(secondsSince1970: 0)) }
    }

    /// `key list` and JWKS must not tell what the sealed part doesn't say.
    @Test func `a public part that is another key's is noticed, or not believed`() throws {
        let keyFiles = try files().filter { $0.contains("signing-key-") }
        var first = try json(keyFiles[0])
        first["public"] = try json(keyFiles[1])["public"]
        try write(first, to: keyFiles[0])
        let opened = try? Self.vault(keys).open(at: Instant(secondsSince1970: 0))
        if let opened { #expect(try Self.published(opened) == Self.sealed.get().published) }
    }

    @Test(arguments: ["", "{", "[]", "{}", #"{"kid":"a","kid":"b"}"#])
    func `a file that can't be read is an error that names it, and is not replaced`(text: String) throws {
        let file = try #require(try files().first { $0.contains("signing-key-") })
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        #expect(throws: KeyVaultError.unreadable(file)) {
            try Self.vault(keys).open(at: Instant(secondsSince1970: 0))
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data(text.utf8))
    }

    @Test func `the list of keys needs no master key, and says when each was made`() throws {
        let list = try KeyVault.list(directory: keys)
        #expect(list.map(\.algorithm.rawValue) == ["ES256", "EdDSA", "PS256", "RS256"])
        #expect(list.allSatisfy { $0.createdAt == Instant(secondsSince1970: 1_795_000_000) })
    }

    // MARK: The master key

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
