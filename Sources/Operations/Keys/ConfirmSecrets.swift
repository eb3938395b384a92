import Audit
import Database
import Keys
import Storage

/// Whether keys and pairwise secret are those that the records were made with. With others every person would be a
/// stranger at every platform, and nothing that was signed would be believed: nobody may be answered then.
///
/// Records that know no fingerprints yet are new, or older than fingerprints are: what is there is recorded, once. A
/// key that isn't known, sealed under the master key as it is, was made and not recorded before a crash: it is recorded.
package struct ConfirmSecrets: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package enum Outcome: Hashable, Sendable {
        case confirmed
        /// There were no fingerprints: these are now those of the records.
        case recorded
        case foreign(Discrepancy)
    }

    /// What doesn't fit.
    package struct Discrepancy: Hashable, Sendable {
        /// The pairwise secret is another one.
        package let isPairwiseForeign: Bool
        /// The keys that are missing, or others under their names, by `kid`.
        package let missingKeys: [String]

        init?(_ present: KeyFingerprints, recorded: [FingerprintedSecret: String]) {
            isPairwiseForeign = recorded[.pairwise].map { $0 != present.pairwise } ?? false
            missingKeys = recorded.compactMap { secret, fingerprint in
                guard case .signingKey(let id) = secret, present.signingKeys[id] != fingerprint else { return nil }
                return id
            }.sorted()
            if !isPairwiseForeign, missingKeys.isEmpty { return nil }
        }
    }

    package func run(_ present: KeyFingerprints, _ act: Act) async throws -> Outcome {
        let seen = try await installation.database.read { transaction in try transaction.secretFingerprints.all() }
        if !seen.isEmpty {
            if let discrepancy = Discrepancy(present, recorded: seen) { return .foreign(discrepancy) }
            // Nothing is written where there is nothing new to say.
            if present.signingKeys.keys.allSatisfy({ seen[.signingKey($0)] != nil }) { return .confirmed }
        }
        return try await installation.database.write { transaction in
            let recorded = try transaction.secretFingerprints.all()
            if !recorded.isEmpty, let discrepancy = Discrepancy(present, recorded: recorded) {
                return .foreign(discrepancy)
            }
            try transaction.record(present, act)
            return recorded.isEmpty ? .recorded : .confirmed
        }
    }

    /// The same question of records that nothing is to be written to: `nil` where there is nothing to say against them.
    package func discrepancy(_ present: KeyFingerprints) async throws -> Discrepancy? {
        let recorded = try await installation.database.read { transaction in
            try transaction.secretFingerprints.all()
        }
        return recorded.isEmpty ? nil : Discrepancy(present, recorded: recorded)
    }
}

extension WriteTransaction {
    /// Records what isn't recorded yet, with an event for each.
    func record(_ present: KeyFingerprints, _ act: Act) throws {
        if try secretFingerprints.record(.pairwise, present.pairwise, at: act.now) {
            try audit.append(act.event(.secretsRecord, object: "pairwise-secret"))
        }
        for (id, fingerprint) in present.signingKeys.sorted(by: { $0.key < $1.key })
        where try secretFingerprints.record(.signingKey(id), fingerprint, at: act.now) {
            try audit.append(act.event(.secretsRecord, object: id))
        }
    }
}
