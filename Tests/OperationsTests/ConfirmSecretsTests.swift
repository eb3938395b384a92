import Keys
import Storage
import TestSupport
import Testing

@testable import Operations

/// Keys and pairwise secret belong to the records that were made with them.
@Suite(.bothDatabases) struct ConfirmSecretsTests {
    private let here: TestInstallation

    init() throws { here = try TestInstallation() }

    private static let made = KeyFingerprints(signingKeys: ["a": "fa", "b": "fb"], pairwise: "p")

    private func confirm(_ fingerprints: KeyFingerprints) async throws -> ConfirmSecrets.Outcome {
        try await ConfirmSecrets(here.installation).run(fingerprints, here.act)
    }

    private func confirm(keys: [String: String], pairwise: String = "p") async throws -> ConfirmSecrets.Outcome {
        try await confirm(KeyFingerprints(signingKeys: keys, pairwise: pairwise))
    }

    @Test func `records without fingerprints take those that are there, once, and write it down`() async throws {
        #expect(try await confirm(Self.made) == .recorded)
        let audit = try await here.audit()
        #expect(audit.map { $0.split(separator: " | ")[0] } == ["secrets-record", "secrets-record", "secrets-record"])
        #expect(audit.compactMap { $0.split(separator: " | ").last } == ["pairwise-secret", "a", "b"])
        #expect(try await confirm(Self.made) == .confirmed)
        #expect(try await here.audit().count == 3)
    }

    @Test func `another pairwise secret is foreign, whatever the keys are`() async throws {
        _ = try await confirm(Self.made)
        guard case .foreign(let discrepancy) = try await confirm(keys: ["a": "fa", "b": "fb"], pairwise: "q") else {
            Issue.record("it was taken")
            return
        }
        #expect(discrepancy.isPairwiseForeign && discrepancy.missingKeys.isEmpty)
    }

    @Test(arguments: [["a": "fa"], ["a": "fa", "b": "other"], [:], ["c": "fc"]])
    func `a key that is missing, or another under its name, is named`(keys: [String: String]) async throws {
        _ = try await confirm(Self.made)
        guard case .foreign(let discrepancy) = try await confirm(keys: keys) else {
            Issue.record("it was taken")
            return
        }
        #expect(discrepancy.missingKeys == ["a", "b"].filter { keys[$0] != Self.made.signingKeys[$0] })
        #expect(!discrepancy.isPairwiseForeign)
        #expect(try await here.audit().count == 3, "nothing was written")
    }

    @Test func `a further key is recorded, and missed from then on`() async throws {
        _ = try await confirm(Self.made)
        #expect(try await confirm(keys: ["a": "fa", "b": "fb", "c": "fc"]) == .confirmed)
        #expect(try await here.audit().last?.hasSuffix("c") == true)
        guard case .foreign(let discrepancy) = try await confirm(Self.made) else {
            Issue.record("it was not missed")
            return
        }
        #expect(discrepancy.missingKeys == ["c"])
    }

    @Test func `a key that was forgotten is missed no more`() async throws {
        _ = try await confirm(Self.made)
        let wasThere = try await here.write { transaction in
            try transaction.secretFingerprints.forget(signingKey: "b")
        }
        #expect(wasThere)
        #expect(try await confirm(keys: ["a": "fa"]) == .confirmed)
    }

    @Test func `a question writes nothing`() async throws {
        let confirmation = ConfirmSecrets(here.installation)
        #expect(try await confirmation.discrepancy(Self.made) == nil)
        #expect(try await here.audit().isEmpty)
        _ = try await confirm(Self.made)
        let other = KeyFingerprints(signingKeys: [:], pairwise: "q")
        #expect(try await confirmation.discrepancy(other)?.missingKeys == ["a", "b"])
    }
}
