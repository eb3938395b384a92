import Database
import Directory
import Identity
import Permissions
import PolicyFiles
import Storage

/// Puts policies into force: a new version ends the one before, in one transaction. One that was to begin later doesn't
/// begin then; the records keep it, and it can be applied again.
package struct PolicyDesk: Sendable {
    package init() {}

    package enum Outcome: Sendable {
        /// - Parameter dropped: the numbers of versions that were to begin later, and don't.
        case applied(PolicyVersion, dropped: [Int])
        /// The version in force says the same to the letter.
        case unchanged(PolicyVersion)
        /// There is no version of this number.
        case unknown(Int)
        /// Another version would be replaced than the one that somebody compared with: this one.
        case replacedMeanwhile(Int?)
    }

    /// What a new version takes the place of, and is compared with before: the version in force at that moment or,
    /// where none is, the first to begin after it.
    package func replaced(from moment: Instant, in transaction: some Transaction) throws -> PolicyVersion? {
        try versions(after: moment, in: transaction).first?.fact
    }

    /// Applies files that were read as a sound policy.
    /// - Parameter replaced: the number of the version that is known to be replaced; `nil` for none.
    package func apply(
        _ files: [PolicyFile], from moment: Instant, replacing replaced: Int?, in transaction: WriteTransaction,
        at now: Instant
    ) throws -> Outcome {
        try begin(
            files, from: moment, replacing: replaced,
            in: transaction, at: now)
    }

    /// Applies an older version again, as a new one.
    /// - Parameter replaced: the number of the version that is known to be replaced.
    package func rollBack(
        to number: Int, replacing replaced: Int?, in transaction: WriteTransaction, at now: Instant
    ) throws -> Outcome {
        guard let version = try transaction.policies.find(number: number) else { return .unknown(number) }
        return try begin(version.files, from: now, replacing: replaced, in: transaction, at: now)
    }

    /// Those that are in force at a moment or later, the earliest first.
    private func versions(
        after moment: Instant, in transaction: some Transaction
    ) throws -> [StoredFact<PolicyVersion>] {
        try transaction.policies.facts(at: try transaction.permissionRevisions.latest())
            .filter { $0.fact.period.endsAfter(moment) }
            .sorted { $0.fact.period.from < $1.fact.period.from }
    }

    /// The version in force at that moment ends with it; what was to begin later doesn't begin.
    private func begin(
        _ files: [PolicyFile], from moment: Instant, replacing expected: Int?, in transaction: WriteTransaction,
        at now: Instant
    ) throws -> Outcome {
        let replaced = try versions(after: moment, in: transaction)
        guard replaced.first?.fact.number == expected else {
            return .replacedMeanwhile(replaced.first?.fact.number)
        }
        let number = try transaction.policies.lastNumber() + 1
        let next = PolicyVersion(number: number, files: files, period: .since(moment))
        if replaced.count == 1, replaced[0].fact.files == next.files, replaced[0].fact.period.contains(moment) {
            return .unchanged(replaced[0].fact)
        }
        let revision = try transaction.permissionRevisions.begin(at: now)
        var dropped: [Int] = []
        for old in replaced {
            _ = try transaction.policies.end(old, at: moment, in: revision)
            if old.fact.period.from >= moment { dropped.append(old.fact.number) }
        }
        try transaction.policies.add(next, in: revision)
        return .applied(next, dropped: dropped)
    }
}
