import Directory
import Identity
import Permissions

/// Puts a policy into force, as a new version that ends the one before.
package struct ApplyPolicy: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// - Parameters:
    ///   - files: that were read as a sound policy.
    ///   - replaced: the number of the version that is known to be replaced; `nil` for none.
    package func run(
        _ files: [PolicyFile], from moment: Instant, replacing replaced: Int?, _ act: Act
    ) async throws -> PolicyOutcome {
        try await installation.settlePolicy(act, .policyApply) { transaction in
            try transaction.beginPolicy(files, from: moment, replacing: replaced, at: act.now)
        }
    }
}
