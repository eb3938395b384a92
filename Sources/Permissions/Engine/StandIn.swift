import Identity

/// Somebody who stands in for another (giao quyền), by a grant of its own. Decisions find that grant among those of the
/// deputy, for the time in which it and the one behind it both hold; whether the principal still is in the post, and may
/// still do it, is asked at each decision.
struct StandIn: Sendable {
    let grant: RoleGrant
    /// The one who gave it, and is stood in for.
    let principal: PersonID
    /// The grant that it names.
    let basisID: GrantID
    /// What it stands in for; `nil` when that couldn't be found.
    let basis: Basis?

    struct Basis: Sendable {
        let entry: GrantEntry
        /// The post through which the principal holds it; `nil` when it was given in person.
        let post: (unit: UInt32, position: UInt16)?
    }
}
