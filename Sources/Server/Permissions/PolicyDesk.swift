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
        case applied(StoredPolicy, dropped: [Int])
        /// The version in force says the same to the letter.
        case unchanged(StoredPolicy)
        /// There is no version of this number.
        case unknown(Int)
    }

    /// Applies files that were read as a sound policy.
    package func apply(
        _ files: [PolicyFile], from moment: Instant, in transaction: WriteTransaction, at now: Instant
    ) throws(DatabaseError) -> Outcome {
        try begin(
            files.map { StoredPolicy.File(name: $0.name, text: $0.text) }, from: moment, in: transaction, at: now)
    }

    /// Applies an older version again, as a new one.
    package func rollBack(
        to number: Int, in transaction: WriteTransaction, at now: Instant
    ) throws(DatabaseError) -> Outcome {
        guard let version = try transaction.policy(number: number) else { return .unknown(number) }
        return try begin(version.files, from: now, in: transaction, at: now)
    }

    /// The version in force at that moment ends with it; what was to begin later doesn't begin.
    private func begin(
        _ files: [StoredPolicy.File], from moment: Instant, in transaction: WriteTransaction, at now: Instant
    ) throws(DatabaseError) -> Outcome {
        let known = try transaction.policies(at: try transaction.permissionRevision())
        let number = try transaction.lastPolicyNumber() + 1
        let next = StoredPolicy(number: number, files: files, period: .since(moment))
        let replaced = known.filter { $0.fact.period.until.map { $0 > moment } ?? true }
        if replaced.count == 1, replaced[0].fact.files == next.files, replaced[0].fact.period.contains(moment) {
            return .unchanged(replaced[0].fact)
        }
        let revision = try transaction.beginPermissionRevision(at: now)
        var dropped: [Int] = []
        for old in replaced {
            _ = try transaction.end(old, at: moment, in: revision)
            if old.fact.period.from >= moment { dropped.append(old.fact.number) }
        }
        try transaction.add(next, in: revision)
        return .applied(next, dropped: dropped)
    }
}
