import AuthZEN
import Identity
import OpenIDConnect
import Permissions

/// A platform that has proven itself in this request, and the permissions as its transaction sees them.
struct AskingPlatform: Sendable {
    let client: Client
    let platform: PlatformID
    let permissions: PermissionState
    let act: Act

    var now: Instant { act.now }

    /// Under which names the platform knows people.
    var subjectType: SubjectType { client.subjectType }

    /// Decides on the platform's own functions, and gives people their reasons.
    var decisionPoint: DecisionPoint {
        DecisionPoint(
            permissions.snapshot, platform: platform, at: now,
            reasons: ReasonsForPeople(
                names: permissions.names, knowsPosts: client.scopes.contains(.org)))
    }
}
