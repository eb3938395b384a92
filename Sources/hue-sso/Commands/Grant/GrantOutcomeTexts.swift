import Identity
import Operations
import Permissions

extension Installation {
    /// The grant of an act that was done.
    /// - Throws: what somebody reads of one that wasn't.
    func done(_ outcome: GrantOutcome) async throws -> RoleGrant {
        switch outcome {
        case .done(let grant): return grant
        case .unavailable(let unavailable): throw CommandFailure(unavailable)
        case .unknownGrant(let id):
            throw CommandFailure.notFound(
                "không có quyền \(id); xem hue-sso grant list",
                english: "there is no grant \(id); see hue-sso grant list")
        case .alreadyEnded(let grant):
            throw CommandFailure.badData("\(grant.id) đã kết thúc trước đó", english: "\(grant.id) has ended before")
        case .disabled(let person):
            throw CommandFailure.disabled(try await labels(of: [person]).text(person))
        case .refused(let refusal, let state): throw try await failure(refusal, state)
        }
    }
}
