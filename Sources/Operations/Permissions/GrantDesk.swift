import Audit
import Database
import Directory
import Identity
import Permissions
import Storage

/// Gives, ends and passes on grants: each inside the caller's transaction, decided on what that transaction sees, so
/// that no two acts can together do what neither may.
package struct GrantDesk: Sendable {
    private let live: CurrentPermissions

    package init(_ live: CurrentPermissions) { self.live = live }

    /// Whether an act was done, and what it is about; a refused one has changed nothing.
    package enum Outcome: Sendable {
        case done(RoleGrant)
        case refused(DelegationRefusal, PermissionState)
        case unavailable(PermissionsUnavailable)
        case unknownGrant(GrantID)
        /// It ended before.
        case alreadyEnded(RoleGrant)
        /// Somebody whose account is disabled gives, takes back or passes on nothing.
        case disabled(PersonID)
    }

    /// What somebody wants to give: a grant that has no number yet.
    package struct Draft: Sendable {
        package var effect: RoleGrant.Effect
        package var subject: GrantSubject
        package var role: RoleID
        package var reach: Reach
        package var period: Period
        package var reason: String

        package init(
            effect: RoleGrant.Effect = .permit, subject: GrantSubject, role: RoleID, reach: Reach, period: Period,
            reason: String
        ) {
            self.effect = effect
            self.subject = subject
            self.role = role
            self.reach = reach
            self.period = period
            self.reason = reason
        }

        /// A draft and in whose name it is.
        package struct Signed: Sendable {
            package let draft: Draft
            package let giver: PersonID?

            package init(draft: Draft, giver: PersonID?) {
                self.draft = draft
                self.giver = giver
            }
        }

        fileprivate func grant(_ id: GrantID, by giver: PersonID?, standsInFor: GrantID? = nil) -> RoleGrant {
            RoleGrant(
                id: id, effect: effect, subject: subject, role: role, reach: reach, period: period, grantedBy: giver,
                reason: reason, standsInFor: standsInFor)
        }
    }

    /// Gives a grant in the name of an administrator, who has to have the right to; or of the operators (`nil`).
    package func give(
        _ draft: Draft, by giver: PersonID?, in transaction: WriteTransaction, at now: Instant
    ) throws -> Outcome {
        try record(draft.grant(.unnumbered, by: giver), in: transaction, at: now) {
            (delegation, grant) throws(DelegationRefusal) in
            guard let giver else { return try delegation.give(asOperators: grant) }
            return try delegation.give(grant, by: giver)
        }
    }

    /// Lets somebody stand in for the holder of a grant for a while (giao quyền).
    package func delegate(
        _ basis: GrantID, from principal: PersonID, to deputy: PersonID, during period: Period, reason: String,
        in transaction: WriteTransaction, at now: Instant
    ) throws -> Outcome {
        guard let held = try transaction.roleGrants.find(basis)?.fact else { return .unknownGrant(basis) }
        let draft = Draft(
            subject: .person(deputy), role: held.role, reach: held.reach, period: period, reason: reason)
        let grant = draft.grant(.unnumbered, by: principal, standsInFor: basis)
        return try record(grant, in: transaction, at: now) { (delegation, grant) throws(DelegationRefusal) in
            try delegation.standIn(grant, by: principal)
        }
    }

    /// Ends a grant: now, or, if it hasn't begun yet, altogether. Operators (`nil`) may end any.
    package func revoke(
        _ id: GrantID, by person: PersonID?, in transaction: WriteTransaction, at now: Instant
    ) throws -> Outcome {
        guard let stored = try transaction.roleGrants.find(id) else { return .unknownGrant(id) }
        let grant = stored.fact
        guard grant.period.endsAfter(now) else { return .alreadyEnded(grant) }
        if let person {
            guard try transaction.people.isEnabled(person) else { return .disabled(person) }
            switch try live.state(in: transaction, at: now) {
            case .failure(let unavailable): return .unavailable(unavailable)
            case .success(let state):
                do { _ = try Delegation(state.snapshot, at: now).revoke(grant, by: person) } catch {
                    return .refused(error, state)
                }
            }
        }
        let revision = try transaction.permissionRevisions.begin(at: now)
        guard try transaction.roleGrants.end(stored, at: now, in: revision) else { return .alreadyEnded(grant) }
        var ended = grant
        ended.period = Period(from: grant.period.from, until: now) ?? grant.period
        return .done(ended)
    }

    /// Records grants that were given before this system was there, as they are: nobody's right to give them is looked
    /// at. For the sample city, whose files are ours.
    package static func record(
        history grants: [Draft.Signed], in transaction: WriteTransaction, at now: Instant
    ) throws {
        let revision = try transaction.permissionRevisions.begin(at: now)
        for grant in grants {
            let id = try transaction.roleGrants.newID(in: revision)
            try transaction.roleGrants.add(grant.draft.grant(id, by: grant.giver), in: revision)
        }
    }

    private func record(
        _ grant: RoleGrant, in transaction: WriteTransaction, at now: Instant,
        _ authorize: (Delegation, RoleGrant) throws(DelegationRefusal) -> AuthorizedGrant
    ) throws -> Outcome {
        if let giver = grant.grantedBy, try !transaction.people.isEnabled(giver) { return .disabled(giver) }
        let state: PermissionState
        switch try live.state(in: transaction, at: now) {
        case .failure(let unavailable): return .unavailable(unavailable)
        case .success(let found): state = found
        }
        let authorized: AuthorizedGrant
        do { authorized = try authorize(Delegation(state.snapshot, at: now), grant) } catch {
            return .refused(error, state)
        }
        let revision = try transaction.permissionRevisions.begin(at: now)
        let numbered = authorized.grant.numbered(try transaction.roleGrants.newID(in: revision))
        try transaction.roleGrants.add(numbered, in: revision)
        return .done(numbered)
    }
}

extension GrantID {
    /// In the place of a number that is given when the grant is recorded; none is ever given that is 0.
    fileprivate static let unnumbered = GrantID(0)
}

extension RoleGrant {
    fileprivate func numbered(_ id: GrantID) -> RoleGrant {
        RoleGrant(
            id: id, effect: effect, subject: subject, role: role, reach: reach, period: period, grantedBy: grantedBy,
            reason: reason, standsInFor: standsInFor)
    }
}
