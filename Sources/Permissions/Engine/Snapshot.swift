import Directory
import Identity

/// The policy in force and the facts of the city, compiled for questions: what every request reads.
///
/// It is a value. Readers keep the one that they have while the next is made, and the next shares with it all
/// that didn't change. The times of grants and assignments are inside, so it serves every moment of its
/// `period`, in which neither tree nor policy change; a question about any other moment is refused.
package struct Snapshot: Sendable {
    /// The moments that it can answer for.
    package internal(set) var period: Period
    let policy: CompiledPolicy
    var facts: Facts

    /// Whether it can answer for a moment, in milliseconds since 1970. Every decision asks this, and `Period.contains`, which
    /// says the same, is another module's: a call, and four more of its comparisons.
    @inline(__always)
    func holds(at moment: Int64) -> Bool {
        guard period.from.millisecondsSince1970 <= moment else { return false }
        guard let until = period.until else { return true }
        return moment < until.millisecondsSince1970
    }

    /// This snapshot for as long as it holds inside of a period. The two periods have to have a moment in common.
    package func limited(to other: Period) -> Snapshot {
        guard let both = period.intersection(other) else { return self }
        var limited = self
        limited.period = both
        return limited
    }

    /// The policy that it was compiled from.
    package var definition: Policy { policy.policy }

    /// The unit at the top of the tree.
    package var root: UnitID? { facts.root.map(facts.id) }

    /// The posts that somebody holds at a moment, each once, in the order of their texts.
    package func posts(of person: PersonID, at moment: Instant) -> [Post] {
        let held = facts.assignments(of: person).filter { facts.holds($0, at: moment.millisecondsSince1970) }
        return Set(held.map(facts.post)).sorted { $0.description < $1.description }
    }

    /// The functions of a platform, groups included, in the order of the policy.
    package func functions(of platform: PlatformID) -> [FunctionID] {
        policy.functions.names.filter { $0.platform == platform }
    }

    /// What a function asks of a session; `nil` for a group, and for what the policy doesn't know.
    package func tier(of function: FunctionID) -> Tier? { policy.definition(of: function)?.tier }

    /// Whether every decision about a function, or about a group of them, goes to the audit log.
    package func isAudited(_ function: FunctionID) -> Bool {
        // Not `map(policy.isAudited)`, which would hold a copy of the policy.
        policy.functions.number(of: function).map { policy.isAudited($0) } ?? false
    }

    /// Whether a role is one of those of which a session can use only some.
    package func isExclusiveInSession(_ role: RoleID) -> Bool {
        policy.roles.number(of: role).map { policy.isExclusiveInSession($0) } ?? false
    }
}
