import Directory
import Identity

extension Snapshot {
    /// The same, for as long as it holds inside of a period. The two have to have a moment in common.
    package func limited(to other: Period) -> Snapshot {
        guard let both = period.intersection(other) else { return self }
        var limited = self
        limited.period = both
        return limited
    }

    /// The policy that it was compiled from.
    package var definition: Policy { policy.policy }

    /// The posts that somebody holds at a moment, each once, in the order of their texts.
    package func posts(of person: PersonID, at moment: Instant) -> [Post] {
        let held = assignments(of: person).filter { holds($0, at: moment.millisecondsSince1970) }
        return Set(held.map { post(unit: $0.unit, position: $0.position) }).sorted { $0.description < $1.description }
    }

    /// What a function asks of a session; `nil` for a group, and for what the policy doesn't know.
    package func tier(of function: FunctionID) -> Tier? { policy.function(function)?.tier }

    /// Whether a role is one of those of which a session can use only some.
    package func isExclusiveInSession(_ role: RoleID) -> Bool {
        policy.roles.number(of: role).map(policy.isExclusiveInSession) ?? false
    }
}

extension CompiledPolicy {
    fileprivate func function(_ id: FunctionID) -> Function? {
        let top = policy.platforms.first { $0.id == id.platform }?.functions ?? []
        return top.lazy.flatMap(\.withParts).first { $0.id == id && $0.parts.isEmpty }
    }
}
