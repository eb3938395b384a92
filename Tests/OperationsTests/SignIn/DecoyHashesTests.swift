import Accounts
import Cryptography
import TestSupport
import Testing

@testable import Operations

/// An unknown name takes as long as some account does.
struct DecoyHashesTests {
    private static let key = [UInt8](repeating: 3, count: 32)

    private func parameters(_ memoryKiB: UInt32) throws -> Argon2Parameters {
        try Argon2Parameters(memoryKiB: memoryKiB, iterations: 1, parallelism: 1)
    }

    private func decoys(_ inUse: [UInt32: Int]) throws -> DecoyHashes {
        var decoys = DecoyHashes(of: try parameters(64), "64", key: Self.key)
        let inUse = Dictionary(uniqueKeysWithValues: try inUse.map { (try parameters($0.key), $0.value) })
        for parameters in DecoyHashes.kept(of: inUse) { decoys.add(parameters, "\(parameters.memoryKiB)") }
        decoys.weigh(inUse)
        return decoys
    }

    private func share(_ hash: String, of decoys: DecoyHashes) -> Double {
        Double((0..<2000).count { decoys.hash(for: "name-\($0)") == hash }) / 2000
    }

    @Test func `as many unknown names take each time as accounts do`() throws {
        let decoys = try decoys([64: 30, 128: 70])
        #expect((0.25...0.35).contains(share("64", of: decoys)))
        #expect((0.65...0.75).contains(share("128", of: decoys)))
    }

    @Test func `a name takes the same time whenever it is asked for, on every node`() throws {
        let (one, other) = (try decoys([64: 5, 128: 5, 256: 1]), try decoys([256: 1, 128: 5, 64: 5]))
        for number in 0..<200 { #expect(one.hash(for: "n\(number)") == other.hash(for: "n\(number)")) }
        #expect(Set((0..<200).map { one.hash(for: "n\($0)") }).count > 1)
    }

    @Test func `today's parameters stand for all until others are known, and for none that has others`() throws {
        #expect(share("64", of: try decoys([:])) == 1)
        #expect(share("128", of: try decoys([128: 3])) == 1)
    }

    @Test func `of many sets of parameters those of the most accounts are kept`() throws {
        let inUse = Dictionary(uniqueKeysWithValues: try (1...20).map { (try parameters(64 * $0), Int($0)) })
        let kept = DecoyHashes.kept(of: inUse)
        #expect(kept.map(\.memoryKiB) == (13...20).reversed().map { 64 * UInt32($0) })
    }

    @Test(.bothDatabases)
    func `the hasher learns from the records with what it has to compare an unknown name`() async throws {
        let stage = try SignInStage()
        _ = try await stage.activated()
        let old = try Argon2id(parameters: try parameters(256))
            .hash(password: Array(SignInStage.password.utf8), salt: Array(repeating: 1, count: 16))
        try await stage.here.write { transaction in
            _ = try transaction.execute("UPDATE local_accounts SET password_hash = $1", .text(old))
        }
        try await LearnPasswordParameters(stage.installation, stage.passwords).run()
        for name in ["khong.co", "ai.do", "x"] {
            #expect(try Argon2Parameters(phc: stage.passwords.decoy(for: name)) == (try parameters(256)))
        }
        // Whoever signs in gets a hash of today's; then these are what is compared.
        #expect(try await stage.begin(at: stage.browser()).word == "begun")
        try await LearnPasswordParameters(stage.installation, stage.passwords).run()
        #expect(try Argon2Parameters(phc: stage.passwords.decoy(for: "khong.co")) == (try parameters(64)))
    }
}
