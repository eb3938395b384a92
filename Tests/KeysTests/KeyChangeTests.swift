import Cryptography
import Foundation
import Identity
import JOSE
import TestSupport
import Testing
import Wire

@testable import Keys

/// Changes of the keys, and what folders of versions before hold of them.
@Suite struct KeyChangeTests {
    /// Keys take a second to make: one set, changed by every test.
    private static let made = Result { try vault().make(at: .noon) }

    private static func vault() throws -> KeyVault {
        try KeyVault(
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: 1, count: 32))), random: SeededRandom(seed: 3))
    }

    private let vault: KeyVault
    private let documents: KeyDocuments

    init() throws {
        vault = try Self.vault()
        documents = try Self.made.get().documents
    }

    private func kid(_ keys: SigningKeys, _ algorithm: SignatureAlgorithm = .ES256) throws -> KeyID? {
        try UnverifiedJWT(parsing: keys.sign([:], type: "JWT", with: algorithm)).header.keyID
    }

    private func change(_ decide: (inout KeyChange) throws -> Void) throws -> KeyDocuments {
        var change = try vault.change(documents)
        try decide(&change)
        return try change.result()
    }

    /// The documents with one key more that the states don't know, as somebody may put it there.
    private func dropping(_ key: SigningKey, at moment: Instant) throws -> KeyDocuments {
        var documents = documents
        documents.set(try vault.document(of: key, at: moment), as: KeyDocuments.name(of: key.id.value))
        return documents
    }

    private func withoutStates(_ documents: KeyDocuments) -> KeyDocuments {
        var documents = documents
        documents.remove(KeyDocuments.states)
        return documents
    }

    @Test(arguments: 0..<6)
    func `the state says which of two keys signs, not the name of its document (L11)`(_: Int) throws {
        let old = try kid(vault.open(documents).keys.current)
        let key = try SigningKey.generate(algorithm: .ES256)
        let next = try change { try $0.add(key, at: .noon) }
        for opened in [try vault.current(next).keys, try vault.open(next).keys.current] {
            #expect(try kid(opened) == old && opened.published.keys.contains { $0.id == key.id })
        }
        let active = try change {
            try $0.add(key, at: .noon)
            try $0.states.activate(key.id, publishedFor: nil, at: .noon)
        }
        for opened in [try vault.current(active).keys, try vault.open(active).keys.current] {
            #expect(try kid(opened) == key.id && opened.published.keys.contains { $0.id == old })
        }
    }

    @Test func `a key that somebody puts beside the others neither signs nor is published`() throws {
        let key = try SigningKey.generate(algorithm: .ES256)
        let more = try dropping(key, at: .noon + .hours(1))
        #expect(try !vault.open(more).keys.current.published.keys.contains { $0.id == key.id })
        #expect(try KeyVault.list(more).first { $0.id == key.id.value }.map { $0.state == nil } == true)
    }

    @Test func `states that were written without the master key are not believed`() throws {
        let old = try kid(vault.open(documents).keys.current)
        let key = try SigningKey.generate(algorithm: .ES256)
        var forged = try change {
            try $0.add(key, at: .noon)
            try $0.states.activate(key.id, publishedFor: nil, at: .noon)
        }
        var json = try forged.json(KeyDocuments.states)
        json["keys"] = .array(
            try #require(json["keys"]?.array).map { value -> JSONValue in
                guard var record = value.object else { return value }
                if record["kid"]?.string == old?.value { record["state"] = "active" }
                if record["kid"]?.string == key.id.value { record["state"] = "retired" }
                return .object(record)
            })
        forged.set(json, as: KeyDocuments.states)
        #expect(throws: KeyVaultError.wrongMasterKey(KeyDocuments.states)) { try vault.open(forged) }
        #expect(throws: KeyVaultError.wrongMasterKey(KeyDocuments.states)) { try vault.current(forged) }
        #expect(throws: KeyVaultError.wrongMasterKey(KeyDocuments.states)) { try vault.change(forged) }
    }

    @Test func `a change of nothing writes nothing`() throws {
        #expect(try change { _ in } == documents)
    }

    @Test func `the document of a key that is removed goes with its state`() throws {
        let key = try #require(try vault.states(of: documents).active(.ES256))
        let left = try change { change in
            try change.add(try SigningKey.generate(algorithm: .ES256), at: .noon)
            _ = try change.states.withdraw(key.id, at: .noon)
        }
        #expect(left.texts[KeyDocuments.name(of: key.id.value)] == nil)
        #expect(left.texts.count == documents.texts.count)
    }

    // MARK: Folders of versions before

    @Test func `what a folder of a version before holds is the documents alone`() throws {
        let directory = try TemporaryDirectory()
        for (name, text) in documents.texts { try Data(text.utf8).write(to: URL(filePath: directory.path(name))) }
        for other in ["demo-master.key", ".changes.lock", "key-states.json.x.draft", "other.json"] {
            try Data("{".utf8).write(to: URL(filePath: directory.path(other)))
        }
        #expect(try KeyFolder(directory.path).documents() == documents)
        #expect(try KeyFolder(directory.path("nowhere")).documents().isEmpty)
    }

    @Test func `keys that were made before there were states are active`() throws {
        let taken = try vault.resealing(withoutStates(documents), from: vault, at: .noon + .hours(5))
        #expect(try vault.states(of: taken).records.allSatisfy { $0.state == .active(since: .noon) })
        #expect(try vault.open(taken).fingerprints == vault.open(documents).fingerprints)
        #expect(try KeyVault.list(withoutStates(documents)).allSatisfy { $0.state?.name == .active })
    }

    @Test func `of two keys without states the newer one signs, and the older is retired`() throws {
        let key = try SigningKey.generate(algorithm: .ES256)
        let now = Instant.noon + .hours(5)
        let two = withoutStates(try dropping(key, at: .noon + .hours(1)))
        let taken = try vault.resealing(two, from: vault, at: now)
        #expect(try kid(vault.open(taken).keys.current) == key.id)
        let retired = try vault.states(of: taken).records.filter { $0.state == .retired(at: now) }
        #expect(retired.map(\.algorithm) == [.ES256])
    }

    @Test func `a folder whose resealing was broken off is taken by either of its two keys`() throws {
        let other = try KeyVault(
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: 2, count: 32))), random: SeededRandom(seed: 4))
        let resealed = try other.resealing(documents, from: vault, at: .noon)
        var both = documents
        for name in documents.texts.keys {
            var json = try documents.json(name)
            json["resealed"] = try resealed.json(name)["sealed"]
            both.set(json, as: name)
        }
        for key in [vault, other] {
            let taken = try key.resealing(both, from: key, at: .noon)
            #expect(try key.open(taken).fingerprints == vault.open(documents).fingerprints)
            #expect(try taken.texts.keys.allSatisfy { try taken.json($0)["resealed"] == nil })
        }
    }
}
