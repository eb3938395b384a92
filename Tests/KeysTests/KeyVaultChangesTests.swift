import Cryptography
import Foundation
import Identity
import JOSE
import TestSupport
import Testing
import Wire

@testable import Keys

/// Changes of the keys on disk: by several processes at once, and by what was broken off.
@Suite struct KeyVaultChangesTests {
    /// Keys take a second to make: one set, copied by every test.
    private static let made = Result {
        let directory = try TemporaryDirectory()
        _ = try vault(directory.path + "/Keys").make(at: .noon)
        return directory
    }

    private static func vault(_ path: String, seed: UInt64 = 3) throws -> KeyVault {
        try KeyVault(
            directory: path, masterKey: MasterKey(Base64URL.encode([UInt8](repeating: 1, count: 32))),
            random: SeededRandom(seed: seed))
    }

    private let directory: TemporaryDirectory
    private let vault: KeyVault
    private var keys: String { directory.path + "/Keys" }

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.copyItem(atPath: Self.made.get().path + "/Keys", toPath: directory.path + "/Keys")
        vault = try Self.vault(directory.path + "/Keys")
    }

    private func kid(_ keys: SigningKeys, _ algorithm: SignatureAlgorithm = .ES256) throws -> KeyID? {
        try UnverifiedJWT(parsing: keys.sign([:], type: "JWT", with: algorithm)).header.keyID
    }

    /// Makes a next key.
    @discardableResult
    private func add(_ algorithm: SignatureAlgorithm = .ES256) throws -> KeyID {
        let key = try SigningKey.generate(algorithm: algorithm)
        try vault.change { try $0.add(key, at: .noon) }
        return key.id
    }

    @Test func `two that start at once in an empty folder make one set of keys`() async throws {
        let fresh = try TemporaryDirectory()
        let path = fresh.path + "/Keys"
        let made = try await race(4) { number -> Int in
            do { return try Self.vault(path, seed: UInt64(number)).make(at: .noon).generated.count } catch {
                guard case KeyVaultError.alreadyThere = error else { throw error }
                return 0
            }
        }
        #expect(made.sorted() == [0, 0, 0, 4])
        #expect(throws: Never.self) { try Self.vault(path).open(at: .noon) }
        #expect(try KeyVault.list(directory: fresh.path + "/Keys").count == 4)
    }

    @Test func `many that change the keys at once lose none`() async throws {
        let path = keys
        let fresh = try (0..<32).map { _ in try SigningKey.generate(algorithm: .ES256) }
        _ = try await race(8) { number in
            let vault = try Self.vault(path, seed: UInt64(number))
            for key in fresh[(number * 4)..<(number * 4 + 4)] {
                try vault.change { change in
                    try change.add(key, at: .noon)
                    // Each takes the place of the one before.
                    try change.states.activate(key.id, publishedFor: nil, at: .noon)
                }
            }
        }
        let (states, keys) = try vault.current()
        #expect(Set(fresh.map(\.id)).isSubset(of: Set(states.records.map(\.id))))
        #expect(states.records.count == 36 && keys.published.keys.count == 36)
        #expect(try KeyVault.list(directory: path).allSatisfy { $0.state != nil })
    }

    @Test(arguments: 0..<6)
    func `the state says which of two keys signs, not the name of its file (L11)`(_: Int) throws {
        let old = try kid(vault.current().keys)
        let new = try add()
        for opened in [try vault.current().keys, try Self.vault(keys).open(at: .noon).keys.current] {
            #expect(try kid(opened) == old && opened.published.keys.contains { $0.id == new })
        }
        try vault.change { try $0.states.activate(new, publishedFor: nil, at: .noon) }
        for opened in [try vault.current().keys, try Self.vault(keys).open(at: .noon).keys.current] {
            #expect(try kid(opened) == new && opened.published.keys.contains { $0.id == old })
        }
    }

    @Test func `a key that somebody drops into the folder neither signs nor is published`() throws {
        let key = try SigningKey.generate(algorithm: .ES256)
        try vault.store(key, at: .noon + .hours(1))
        let opened = try Self.vault(keys).open(at: .noon)
        #expect(opened.generated.isEmpty && !opened.keys.current.published.keys.contains { $0.id == key.id })
        #expect(try KeyVault.list(directory: keys).first { $0.id == key.id.value }.map { $0.state == nil } == true)
    }

    @Test func `keys that were made before there were states are active`() throws {
        let before = try vault.current()
        try FileManager.default.removeItem(atPath: keys + "/key-states.json")
        #expect(try KeyVault.list(directory: keys).allSatisfy { $0.state?.name == .active })
        let opened = try Self.vault(keys).open(at: .noon + .hours(5))
        #expect(opened.generated.isEmpty)
        #expect(try vault.current().states.records.allSatisfy { $0.state == .active(since: .noon) })
        #expect(try kid(opened.keys.current) == kid(before.keys))
    }

    @Test func `of two keys without states the newer one signs, and the older is retired`() throws {
        let key = try SigningKey.generate(algorithm: .ES256)
        try vault.store(key, at: .noon + .hours(1))
        try FileManager.default.removeItem(atPath: keys + "/key-states.json")
        let now = Instant.noon + .hours(5)
        #expect(try kid(Self.vault(keys).open(at: now).keys.current) == key.id)
        let retired = try vault.current().states.records.filter { $0.state == .retired(at: now) }
        #expect(retired.map(\.algorithm) == [.ES256])
    }

    @Test func `states that were written without the master key are not believed`() throws {
        let old = try kid(vault.current().keys)
        let new = try add()
        try vault.change { try $0.states.activate(new, publishedFor: nil, at: .noon) }
        let file = URL(fileURLWithPath: keys + "/key-states.json")
        var json = try JSONReader.readObject(Array(Data(contentsOf: file)))
        let turned = try #require(json["keys"]?.array).map { value -> JSONValue in
            guard var key = value.object else { return value }
            if key["kid"]?.string == old?.value { key["state"] = "active" }
            if key["kid"]?.string == new.value { key["state"] = "retired" }
            return .object(key)
        }
        json["keys"] = .array(turned)
        try Data(JSONWriter.write(json)).write(to: file)
        #expect(throws: KeyVaultError.wrongMasterKey(file.path)) { try Self.vault(keys).open(at: .noon) }
        #expect(throws: KeyVaultError.wrongMasterKey(file.path)) { try vault.current() }
    }

    @Test func `a change that is refused or fails writes nothing`() throws {
        struct Failure: Error {}
        let before = try vault.current().states
        #expect(throws: Failure.self) {
            try vault.change { change in
                try change.states.add(KeyID("x"), .ES256, at: .noon)
                throw Failure()
            }
        }
        #expect(try vault.current().states == before)
    }

    @Test func `the file of a key that is removed goes with its state`() throws {
        let key = try add()
        let file = keys + "/signing-key-\(key.value).json"
        #expect(FileManager.default.fileExists(atPath: file))
        try vault.change { _ = try $0.states.withdraw(key, at: .noon) }
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func `a folder without keys has none to change`() throws {
        let empty = try TemporaryDirectory()
        #expect(throws: KeyVaultError.noKeys(empty.path)) {
            try Self.vault(empty.path).change { _ in }
        }
    }

    @Test func `what a crash leaves of a file that was being written is removed`() throws {
        let before = try FileManager.default.contentsOfDirectory(atPath: keys)
        for name in ["key-states.json.x.draft", "signing-key-a.json.x.draft"] {
            try Data("{".utf8).write(to: URL(fileURLWithPath: "\(keys)/\(name)"))
        }
        #expect(throws: Never.self) { try Self.vault(keys).open(at: .noon) }
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: keys)) == Set(before))
    }
}

extension KeyVault {
    fileprivate func change(_ decide: (inout KeyChange) throws -> Void) throws {
        var change = try beginChange(at: .noon)
        try decide(&change)
        try change.write()
    }
}
