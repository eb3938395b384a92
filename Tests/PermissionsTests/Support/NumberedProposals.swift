import Identity
import Permissions

/// Grants of these tests have their numbers from the beginning, so that they can be recorded as they were proposed.
extension Delegation {
    func give(_ grant: RoleGrant, by giver: PersonID) throws(DelegationRefusal) -> AuthorizedGrant {
        try give(grant.proposal, by: giver)
    }

    func give(asOperators grant: RoleGrant) throws(DelegationRefusal) -> AuthorizedGrant {
        try give(asOperators: grant.proposal)
    }

    func standIn(_ grant: RoleGrant, by principal: PersonID) throws(DelegationRefusal) -> AuthorizedGrant {
        try standIn(grant.proposal, by: principal)
    }
}
