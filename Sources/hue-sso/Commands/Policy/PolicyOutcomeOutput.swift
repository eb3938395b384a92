import Directory
import Foundation
import Identity
import Operations
import Permissions
import Wire

/// What somebody sees before being asked.
struct PolicyPreview: Sendable {
    /// The number of the policy that would be replaced.
    let replaced: Int?
    /// What that changes. `nil` without a policy before it, and for one that can't be read any more, which is no reason
    /// not to leave it behind.
    let difference: PolicyDiff?

    /// What a new policy changes when it begins, shown to whoever is about to be asked.
    init(
        of next: Policy, from moment: Instant, _ installation: Installation, _ output: OutputOptions
    ) async throws {
        let found = try await RecordedPolicies(installation).replaced(from: moment)
        replaced = found?.number
        guard let found, case .success(let current) = found.policy else {
            difference = nil
            return
        }
        let difference = try await installation.difference(
            from: current, to: next, at: max(moment, found.period.from))
        if !output.json { try await installation.show(difference) }
        self.difference = difference
    }
}

extension Installation {
    /// Says how it ended that a policy was to come into force.
    func show(_ outcome: PolicyOutcome, _ preview: PolicyPreview, _ output: OutputOptions) async throws {
        switch outcome {
        case .applied(let policy, let dropped):
            if output.json {
                var json = policy.json
                json["dropped"] = .array(dropped.map { .integer(Int64($0)) })
                if let difference = preview.difference {
                    json.merge(try await self.json(difference))
                }
                return printJSON(json)
            }
            for number in dropped {
                print("Phiên bản \(number) không bắt đầu nữa. (Version \(number) doesn't begin any more.)")
            }
            print("Chính sách số \(policy.number) có hiệu lực từ \(HueTime.text(policy.period.from)).")
            print("(Policy \(policy.number) is in force from then on.)")
        case .unchanged(let policy):
            if output.json { return printJSON(policy.json) }
            print("Không có gì thay đổi. (Nothing changed: version \(policy.number) says the same.)")
        case .unknown(let number):
            throw CommandFailure.noPolicy(String(number))
        case .replacedMeanwhile(let number):
            let now = number.map { Bilingual("số \($0)", "policy \($0)") }
            throw CommandFailure(
                "chính sách vừa được người khác thay đổi (nay là \(now?.vietnamese ?? "không có")); hãy xem lại và thử lại",
                english: "the policy was changed by somebody else just now (to \(now?.english ?? "none")); "
                    + "look again and retry",
                code: EX_TEMPFAIL)
        }
    }
}
