import Audit
import Directory
import Identity
import Permissions

/// How a review ended. One that was not recorded has changed nothing.
package enum ReviewOutcome: Sendable {
    case recorded(Int64, GrantReview)
    case unavailable(PermissionsUnavailable)
    case unknownUnit(UnitID)
    /// No grant holds there.
    case nothingToReview(UnitID)
    case disabled(PersonID)
    /// Not a grant of the unit that holds now.
    case notOfTheUnit(GrantID)
    case twoVerdicts(GrantID)
    case noVerdict(GrantID)
    /// The rest that is to be kept is of another listing than holds now: this one.
    case otherListing(ReviewListing)
    /// It is the reviewer's own, of a post of the reviewer's, of everyone at such a unit as theirs, or of somebody who
    /// stands in for them.
    case own(GrantID)
    /// The reviewer couldn't end it, and so can't judge it.
    case refused(GrantID, DelegationRefusal, PermissionState)
}

extension ReviewOutcome {
    /// For the audit log.
    var result: AuditEvent.Outcome {
        switch self {
        case .recorded: .success
        case .unavailable: .refused("no-permissions")
        case .unknownUnit: .refused("unknown-unit")
        case .nothingToReview: .refused("nothing-to-review")
        case .disabled: .refused("account-disabled")
        case .notOfTheUnit: .refused("unknown-grant")
        case .twoVerdicts: .refused("two-verdicts")
        case .noVerdict: .refused("no-verdict")
        case .otherListing: .refused("other-listing")
        case .own: .refused("own-grant")
        case .refused(_, let refusal, _): .refused(refusal.code)
        }
    }
}
