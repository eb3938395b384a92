import Permissions
import Storage

/// Applies an earlier version of the policy again, as a new one.
package struct RollBackPolicy: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Parameter replaced: the number of the version that is known to be replaced.
    package func run(to number: Int, replacing replaced: Int?, _ act: Act) async throws -> PolicyOutcome {
        try await installation.settlePolicy(act, .policyRollBack) { transaction in
            guard let version = try transaction.policies.find(number: number) else { return .unknown(number) }
            return try transaction.beginPolicy(version.files, from: act.now, replacing: replaced, at: act.now)
        }
    }
}
