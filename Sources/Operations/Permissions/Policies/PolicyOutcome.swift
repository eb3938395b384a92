import Audit
import Database
import Directory
import Identity
import Permissions
import Storage

/// How it ended that a policy was to come into force. What wasn't applied has changed nothing.
package enum PolicyOutcome: Sendable {
    /// - Parameter dropped: the numbers of versions that were to begin later, and don't.
    case applied(PolicyVersion, dropped: [Int])
    /// The version in force says the same to the letter.
    case unchanged(PolicyVersion)
    /// There is no version of this number.
    case unknown(Int)
    /// Another version would be replaced than the one that somebody compared with: this one.
    case replacedMeanwhile(Int?)
}

extension PolicyOutcome {
    fileprivate var result: AuditEvent.Outcome {
        switch self {
        case .applied: .success
        case .unchanged: .refused("unchanged")
        case .unknown: .refused("unknown-policy")
        case .replacedMeanwhile: .refused("replaced-meanwhile")
        }
    }

    /// What it was about, for the audit log.
    fileprivate var object: String? {
        switch self {
        case .applied(let policy, let dropped):
            "policy \(policy.number)" + dropped.map { ", in place of policy \($0)" }.joined()
        case .unchanged(let policy): "policy \(policy.number)"
        case .unknown(let number): "policy \(number)"
        case .replacedMeanwhile(let number): number.map { "policy \($0)" }
        }
    }
}

extension Installation {
    /// Settles a change of the policy in force, with its event, in one transaction.
    func settlePolicy(
        _ act: Act, _ action: AuditEvent.Action,
        _ change: @escaping @Sendable (WriteTransaction) throws -> PolicyOutcome
    ) async throws -> PolicyOutcome {
        try await database.write(queuingFor: .permissions) { transaction in
            let outcome = try change(transaction)
            try transaction.audit.append(act.event(action, outcome.result, object: outcome.object))
            return outcome
        }
    }
}

extension Transaction {
    /// The versions that are in force at a moment or later, the earliest first.
    func policyVersions(after moment: Instant) throws -> [StoredFact<PolicyVersion>] {
        try policies.facts(at: try permissionRevisions.latest())
            .filter { $0.fact.period.endsAfter(moment) }
            .sorted { $0.fact.period.from < $1.fact.period.from }
    }
}

extension WriteTransaction {
    /// The version in force at that moment ends with it; what was to begin later doesn't begin. The records keep it, and
    /// it can be applied again.
    func beginPolicy(
        _ files: [PolicyFile], from moment: Instant, replacing expected: Int?, at now: Instant
    ) throws -> PolicyOutcome {
        let replaced = try policyVersions(after: moment)
        guard replaced.first?.fact.number == expected else { return .replacedMeanwhile(replaced.first?.fact.number) }
        let number = try policies.lastNumber() + 1
        let next = PolicyVersion(number: number, files: files, period: .since(moment))
        if replaced.count == 1, replaced[0].fact.files == next.files, replaced[0].fact.period.contains(moment) {
            return .unchanged(replaced[0].fact)
        }
        let revision = try permissionRevisions.begin(at: now)
        var dropped: [Int] = []
        for old in replaced {
            _ = try policies.end(old, at: moment, in: revision)
            if old.fact.period.from >= moment { dropped.append(old.fact.number) }
        }
        try policies.add(next, in: revision)
        return .applied(next, dropped: dropped)
    }
}
