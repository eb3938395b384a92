import Directory
import Identity

// Whom a platform has to know of: those who hold something on it. Each is looked at once; nobody's rights are worked out
// unit by unit.

extension Snapshot {
    /// Everybody who holds, in any of their posts or in person, a role that gives a function of a platform somewhere. In
    /// no order.
    package func staff(of platform: PlatformID, at moment: Instant) -> [PersonID] {
        let roles = roles(giving: platform)
        guard !roles.isEmpty else { return [] }
        return facts.shards.indices.flatMap { shard in
            facts.shards[shard].people.map(\.id).filter { holds(one: roles, $0, at: moment) }
        }
    }

    package func isStaff(_ person: PersonID, of platform: PlatformID, at moment: Instant) -> Bool {
        holds(one: roles(giving: platform), person, at: moment)
    }

    private func roles(giving platform: PlatformID) -> Set<Int> {
        Set(
            policy.roles.names.indices.filter { role in
                policy.functions(of: role).contains { policy.functions.names[$0].platform == platform }
            })
    }

    private func holds(one roles: Set<Int>, _ person: PersonID, at moment: Instant) -> Bool {
        let moment = moment.millisecondsSince1970
        return staffGrants(of: person).contains { held in
            guard !held.entry.isDenial, roles.contains(Int(held.entry.role)), held.holds(at: moment) else {
                return false
            }
            // Who stands in has what the other has for as long as that one has it.
            return !held.entry.isStandIn || facts.principalHolds(held.receipt.grant, at: moment)
        }
    }
}
