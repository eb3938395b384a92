import Directory
import Identity

/// A grant of a role that administers, and who administers by it.
package struct Administration: Hashable, Sendable {
    package let grant: RoleGrant
    package let people: [PersonID]
}

extension Delegation {
    /// Who administers what now, by the unit at which it is anchored. Whoever is in no post administers nothing.
    package func administrations(
        _ grants: some Sequence<RoleGrant>, _ assignments: some Sequence<Assignment>
    ) -> [UnitID: [Administration]] {
        let roles = snapshot.definition.administeringRoles
        var byUnit: [UnitID: [Administration]] = [:]
        for grant in grants
        where roles.contains(grant.role) && grant.effect == .permit && grant.period.contains(now) {
            guard case .unit(let unit) = grant.reach.anchor else { continue }
            var people: [PersonID] =
                switch grant.subject {
                case .person(let person): [person]
                case .holders(let post):
                    assignments.filter { $0.post == post && $0.period.contains(now) }.map(\.person)
                case .everyone, .citizens: []
                }
            people.removeAll { snapshot.posts(of: $0, at: now).isEmpty }
            byUnit[unit, default: []].append(Administration(grant: grant, people: people))
        }
        return byUnit
    }
}
