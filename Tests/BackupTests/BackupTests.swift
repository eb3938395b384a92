import Cryptography
import Foundation
import Identity
import TestSupport
import Testing

@testable import Backup

/// A backup: it comes back as it went in, or it is refused as a whole.
@Suite struct BackupTests {
    private let directory: TemporaryDirectory
    private var file: String { directory.path("b.backup") }
    private static let moment = Instant(secondsSince1970: 1_795_000_000)

    init() throws {
        directory = try TemporaryDirectory()
        for folder in ["in", "out", "out/Keys"] {
            try FileManager.default.createDirectory(
                atPath: directory.path(folder), withIntermediateDirectories: true)
        }
    }

    private func masterKey(_ byte: UInt8 = 1) -> BackupSecret {
        BackupSecret(masterKey: SecretBytes(copying: [UInt8](repeating: byte, count: 32)))
    }

    private func passphrase(_ text: String) -> BackupSecret {
        var bytes = Array(text.utf8)
        return BackupSecret(passphrase: &bytes)
    }

    private func write(_ files: [(BackupEntry, [UInt8])], _ secret: borrowing BackupSecret) throws {
        let writer = try BackupWriter(file, sealedTo: secret, at: Self.moment, random: SeededRandom(seed: 1))
        for (index, entry) in files.enumerated() {
            let path = directory.path("in/\(index)")
            try Data(entry.1).write(to: URL(fileURLWithPath: path))
            try writer.add(entry.0, contentsOf: path)
        }
        _ = try writer.finish()
    }

    private func extract(_ secret: borrowing BackupSecret) throws(BackupError) -> Set<BackupEntry> {
        try BackupReader(file).extract(with: secret, to: directory.path("out"))
    }

    private func extracted(_ entry: BackupEntry) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: directory.path("out/" + entry.name))))
    }

    /// What stands in the stream of a backup of the database alone, besides its content.
    private static let framing = 2 + BackupEntry.databaseName.utf8.count + 8 + 2

    private static func bytes(_ count: Int) -> [UInt8] { SeededRandom(seed: 7).bytes(count) }

    /// Sizes around a part's: what ends with one, just before it and just behind it.
    @Test(arguments: [0, 1, BackupKeys.partBytes - 40, BackupKeys.partBytes, 2 * BackupKeys.partBytes + 1])
    func `what was backed up comes back to the byte`(size: Int) throws {
        let files: [(BackupEntry, [UInt8])] = [
            (.database, Self.bytes(size)), (.key("signing-key-a.json"), Self.bytes(300)), (.settings, []),
        ]
        try write(files, masterKey())
        #expect(try extract(masterKey()) == Set(files.map(\.0)))
        for (entry, bytes) in files { #expect(try extracted(entry) == bytes) }
    }

    @Test func `a passphrase opens what was sealed with it, and neither another nor a master key does`() throws {
        try write([(.database, [1, 2, 3])], passphrase("một câu thật dài"))
        #expect(throws: BackupError.wrongSecret) { try extract(passphrase("một câu thật dàí")) }
        #expect(throws: BackupError.wrongSecret) { try extract(masterKey()) }
        #expect(try extract(passphrase("một câu thật dài")) == [.database])
        #expect(try BackupReader(file).header.createdAt == Self.moment)
    }

    @Test func `another master key opens nothing`() throws {
        try write([(.database, [1, 2, 3])], masterKey(1))
        #expect(throws: BackupError.wrongSecret) { try extract(masterKey(2)) }
        #expect(throws: BackupError.wrongSecret) { try extract(passphrase("x")) }
    }

    @Test func `nothing of what it holds stands in it in the clear, and it is its owner's only`() throws {
        let text = Array("nguyen van a, 046085000088".utf8)
        try write([(.database, text)], masterKey())
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)).range(of: Data(text)) == nil)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    }

    @Test func `a flipped bit is noticed, wherever it is`() throws {
        try write([(.database, Self.bytes(500))], masterKey())
        let good = try Data(contentsOf: URL(fileURLWithPath: file))
        for index in good.indices {
            var bad = good
            bad[index] ^= 0x40
            try bad.write(to: URL(fileURLWithPath: file))
            #expect(throws: BackupError.self, "byte \(index)") { try extract(masterKey()) }
            try? FileManager.default.removeItem(atPath: directory.path("out/hue-sso.sqlite"))
        }
    }

    @Test func `a cut end is noticed, wherever it is cut`() throws {
        // Three parts, so that a cut between two is among them.
        try write([(.database, Self.bytes(2 * BackupKeys.partBytes + 100))], masterKey())
        let good = try Data(contentsOf: URL(fileURLWithPath: file))
        let sealed = BackupKeys.partBytes + AES256GCM.tagLength
        let start = good.count - 2 * sealed - (100 + Self.framing + AES256GCM.tagLength)
        let cuts = [0, 1, 14, 17, start - 1, start, start + 1, start + sealed, start + 2 * sealed, good.count - 1]
        for cut in cuts {
            try good.prefix(cut).write(to: URL(fileURLWithPath: file))
            #expect(throws: BackupError.self, "\(cut) of \(good.count)") { try extract(masterKey()) }
            try? FileManager.default.removeItem(atPath: directory.path("out/hue-sso.sqlite"))
        }
    }

    @Test func `parts that change places, and what is added behind the last, are noticed`() throws {
        try write([(.database, Self.bytes(3 * BackupKeys.partBytes))], masterKey())
        let good = try Data(contentsOf: URL(fileURLWithPath: file))
        let sealed = BackupKeys.partBytes + AES256GCM.tagLength
        let start = good.count - 3 * sealed - (Self.framing + AES256GCM.tagLength)
        let (first, second) = (good[start..<start + sealed], good[start + sealed..<start + 2 * sealed])
        for bad in [
            good + Data([0]), good + good.suffix(sealed),
            good.prefix(start) + second + first + good.suffix(from: start + 2 * sealed),
        ] {
            try bad.write(to: URL(fileURLWithPath: file))
            #expect(throws: BackupError.damaged) { try extract(masterKey()) }
            try? FileManager.default.removeItem(atPath: directory.path("out/hue-sso.sqlite"))
        }
    }

    @Test func `another file is no backup, and one of a newer version says so`() throws {
        for text in ["", "SQLite format 3", "hue-sso backup"] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            #expect(throws: BackupError.noBackup) { try extract(masterKey()) }
        }
        try Data(Array("hue-sso backup\n".utf8) + [2, 0, 0]).write(to: URL(fileURLWithPath: file))
        #expect(throws: BackupError.newerFormat(2)) { try extract(masterKey()) }
    }

    @Test func `a backup never replaces a file, and neither does what comes out of it`() throws {
        try write([(.database, [1])], masterKey())
        #expect(throws: BackupError.unusable(path: file, code: EEXIST)) {
            _ = try BackupWriter(file, sealedTo: masterKey(), at: Self.moment, random: SeededRandom(seed: 1))
        }
        _ = try extract(masterKey())
        #expect(throws: BackupError.self) { try extract(masterKey()) }
    }

    @Test(arguments: [
        "", "Keys/", "Keys/..", "Keys/.x", "Keys/a/b", "../hue-sso.sqlite", "/etc/passwd", "hue-sso.sqlite-wal",
        "Keys/a\u{0}b", "keys/a", "Keys/é.json",
    ])
    func `a name that belongs nowhere in an installation is no name`(name: String) {
        #expect(BackupEntry(name) == nil)
    }

    @Test func `a forged beginning can't ask for more work than a setting may`() throws {
        try write([(.database, [1])], passphrase("một câu thật dài"))
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: Unicode.ASCII.self)
        #expect(text.contains(#""m":65536"#))
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        let place = try #require(bytes.firstRange(of: Array(#""t":3"#.utf8)))
        bytes.replaceSubrange(place, with: Array(#""t":9"#.utf8))
        let memory = try #require(bytes.firstRange(of: Array("65536".utf8)))
        bytes.replaceSubrange(memory, with: Array("99999999".utf8))
        bytes[17] += 3
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        #expect(throws: BackupError.noBackup) { try extract(passphrase("một câu thật dài")) }
    }
}
