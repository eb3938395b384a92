import Cryptography
import Foundation
import Identity
import JOSE
import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Keys

/// The documents of keys: sealed, and never taken for another's.
@Suite struct KeyVaultTests {
    /// Keys take a second to make: one set, opened and changed by every test.
    private static let made = Result { try vault().make(at: Instant(secondsSince1970: 1_795_000_000)) }

    private static func vault(_ byte: UInt8 = 1) throws -> KeyVault {
        try KeyVault(
            masterKey: MasterKey(Base64URL.encode([UInt8](repeating: byte, count: 32))), random: SeededRandom(seed: 3))
    }

    private let documents: KeyDocuments

    init() throws { documents = try Self.made.get().documents }

    private func published(_ secrets: ProviderSecrets) -> Set<JSONValue> {
        Set(secrets.keys.current.published.json["keys"]?.array ?? [])
    }

    /// The documents with one of them changed.
    private func changed(_ name: String, _ change: (inout JSONObject) throws -> Void) throws -> KeyDocuments {
        var json = try documents.json(name)
        try change(&json)
        var documents = documents
        documents.set(json, as: name)
        return documents
    }

    private func without(_ name: String) -> KeyDocuments {
        var documents = documents
        documents.remove(name)
        return documents
    }

    private func aKey() throws -> String { try #require(documents.keyNames.first) }

    @Test func `each opening gives the same keys`() throws {
        let made = try Self.made.get()
        let opened = try Self.vault().open(documents)
        #expect(published(opened) == published(made.secrets))
        #expect(Set(opened.keys.current.algorithms) == [.ES256, .RS256, .PS256, .EdDSA, .Ed25519])
        let encryption = opened.keys.current.published.encryptionKeys
        #expect(KeyManagementAlgorithm.allCases.allSatisfy { algorithm in encryption.contains { $0.fits(algorithm) } })
        #expect(made.ids.count == 4 && Set(made.ids).count == 4)
        #expect(documents.texts.count == 6, "a key for each algorithm, their states, and the pairwise secret")
    }

    @Test func `an RSA key of a version before, with which no key for encryption came, signs on`() throws {
        let vault = try Self.vault()
        let old = try SigningKey.generate(algorithm: .RS256)
        let states = KeyStates(
            takingOver: [.init(id: old.id, algorithm: .RS256, createdAt: .noon, state: .next(publishedAt: nil))],
            at: .noon)
        var documents = KeyDocuments()
        documents.set(try vault.document(of: old, at: .noon), as: KeyDocuments.name(of: old.id.value))
        let keys = try vault.signingKeys(states, of: documents)
        #expect(keys.algorithms == [.RS256] && keys.published.encryptionKeys.isEmpty)
    }

    @Test func `the pairwise secret stays the same, so that nobody becomes a stranger`() throws {
        let person = try #require(PersonID(random: [UInt8](repeating: 4, count: 16)))
        let subjects = try (0..<2).map { _ in
            try Self.vault().open(documents).subjects.subject(of: person, for: .public)
        }
        #expect(subjects[0] == subjects[1])
    }

    @Test func `no documents are said to be none`() throws {
        #expect(throws: KeyVaultError.noKeys) { try Self.vault().open(KeyDocuments()) }
        #expect(throws: KeyVaultError.noKeys) { try Self.vault().change(KeyDocuments()) }
    }

    @Test func `a lost pairwise secret is named, and never made anew (M11)`() throws {
        #expect(throws: KeyVaultError.pairwiseSecretMissing("pairwise-secret.json")) {
            try Self.vault().open(without("pairwise-secret.json"))
        }
    }

    @Test func `a lost signing key is named by its algorithm, and never made anew`() throws {
        let name = try aKey()
        let algorithm = try #require(try documents.json(name)["alg"]?.string)
        #expect(throws: KeyVaultError.signingKeysMissing(algorithm)) { try Self.vault().open(without(name)) }
    }

    @Test func `lost states are named: without them nothing says which key signs`() throws {
        #expect(throws: KeyVaultError.unreadable("key-states.json")) {
            try Self.vault().open(without("key-states.json"))
        }
    }

    @Test func `fingerprints are the same at each opening, and other keys' are others`() throws {
        let one = try Self.vault().open(documents).fingerprints
        #expect(try one == Self.vault().open(documents).fingerprints)
        #expect(one.signingKeys.count == 4)
        let other = try Self.vault(2).make(at: Instant(secondsSince1970: 0)).secrets.fingerprints
        #expect(Set(other.signingKeys.keys).isDisjoint(with: one.signingKeys.keys))
    }

    @Test func `no private member stands in the clear`() throws {
        for (name, text) in documents.texts {
            let json = try documents.json(name)
            #expect(Set(json.names).isSubset(of: ["kid", "alg", "created_at", "public", "keys", "sealed"]))
            #expect(json["sealed"]?.object.map { Set($0.names) } == ["enc", "iv", "ciphertext", "tag"])
            for member in ["d", "p", "q", "dp", "dq", "qi", "k", "oth"] { #expect(!text.contains("\"\(member)\"")) }
        }
    }

    @Test func `a wrong master key opens nothing`() throws {
        #expect {
            try Self.vault(2).open(documents)
        } throws: { error in
            guard case .wrongMasterKey? = error as? KeyVaultError else { return false }
            return !"\(error)".contains(Base64URL.encode([UInt8](repeating: 2, count: 32)))
        }
    }

    @Test func `one document's secret does not open in another's place`() throws {
        let names = documents.keyNames
        let other = try documents.json(names[1])["sealed"]
        let swapped = try changed(names[0]) { $0["sealed"] = other }
        #expect(throws: KeyVaultError.wrongMasterKey(names[0])) { try Self.vault().open(swapped) }
    }

    @Test func `the pairwise secret's place takes no key's secret`() throws {
        let sealed = try documents.json(try aKey())["sealed"]
        let swapped = try changed("pairwise-secret.json") { $0["sealed"] = sealed }
        #expect(throws: KeyVaultError.wrongMasterKey("pairwise-secret.json")) { try Self.vault().open(swapped) }
    }

    @Test(arguments: ["ciphertext", "tag", "iv"])
    func `a changed byte is noticed`(member: String) throws {
        let name = try aKey()
        let broken = try changed(name) { json in
            var sealed = try #require(json["sealed"]?.object)
            var bytes = try Base64URL.decode(try #require(sealed[member]?.string))
            bytes[0] ^= 1
            sealed[member] = .string(Base64URL.encode(bytes))
            json["sealed"] = .object(sealed)
        }
        #expect(throws: KeyVaultError.wrongMasterKey(name)) { try Self.vault().open(broken) }
    }

    @Test(arguments: [("kid", "another"), ("alg", "RS384"), ("alg", "none")])
    func `a key under another name or algorithm is not opened`(member: String, value: String) throws {
        let renamed = try changed(try aKey()) { $0[member] = .string(value) }
        #expect(throws: KeyVaultError.self) { try Self.vault().open(renamed) }
    }

    /// `key list` and JWKS must not tell what the sealed part doesn't say.
    @Test func `a public part that is another key's is noticed, or not believed`() throws {
        let other = try documents.json(documents.keyNames[1])["public"]
        let opened = try? Self.vault().open(try changed(documents.keyNames[0]) { $0["public"] = other })
        if let opened { #expect(try published(opened) == published(Self.made.get().secrets)) }
    }

    @Test(arguments: ["", "{", "[]", "{}", #"{"kid":"a","kid":"b"}"#])
    func `a document that can't be read is an error that names it`(text: String) throws {
        let name = try aKey()
        let broken = KeyDocuments(documents.texts.merging([name: text]) { $1 })
        #expect(throws: KeyVaultError.unreadable(name)) { try Self.vault().open(broken) }
    }

    @Test func `the list of keys needs no master key, and says when each was made`() throws {
        let list = try KeyVault.list(documents)
        #expect(list.map(\.algorithm.rawValue) == ["ES256", "EdDSA", "PS256", "RS256"])
        #expect(list.allSatisfy { $0.createdAt == Instant(secondsSince1970: 1_795_000_000) })
    }

    @Test func `under another master key everything is what it was, and the old one opens none of it`() throws {
        let (old, new) = (try Self.vault(1), try Self.vault(2))
        let resealed = try new.resealing(documents, from: old, at: .noon)
        #expect(try new.open(resealed).fingerprints == old.open(documents).fingerprints)
        #expect(try new.states(of: resealed) == old.states(of: documents))
        for name in resealed.texts.keys {
            let mixed = KeyDocuments(documents.texts.merging([name: try #require(resealed.texts[name])]) { $1 })
            #expect(throws: KeyVaultError.wrongMasterKey(name)) { try old.open(mixed) }
        }
        #expect(throws: KeyVaultError.self) { try Self.vault(3).resealing(documents, from: new, at: .noon) }
    }
}
