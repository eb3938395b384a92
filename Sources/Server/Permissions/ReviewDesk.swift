import Database
import Directory
import Identity
import Permissions
import Storage

/// The six-monthly review of grants, unit by unit: somebody looks at each grant that holds there, and it stays or ends
/// (TCVN 14423 5.6.2.3).
package struct ReviewDesk: Sendable {
    private let live: LivePermissions

    package init(_ live: LivePermissions) { self.live = live }

    /// How long a review counts.
    package static let interval = Duration.hours(24 * 182)

    package enum Outcome: Sendable {
        case recorded(Int64, GrantReview)
        case unavailable(PermissionsUnavailable)
        case unknownUnit(UnitID)
        /// No grant holds there.
        case nothingToReview(UnitID)
        case disabled(PersonID)
        /// Not a grant of the unit that holds now.
        case stranger(GrantID)
        case twoVerdicts(GrantID)
        case noVerdict(GrantID)
        /// It is the reviewer's own, or of a post of the reviewer's.
        case own(GrantID)
        /// The reviewer couldn't end it, and so can't judge it.
        case refused(GrantID, DelegationRefusal, PermissionState)
    }

    /// The grants that hold, by the unit at which they are anchored. Those for each one's own unit belong to the top.
    package static func grants(
        _ state: PermissionState, in transaction: some Transaction, at now: Instant
    ) throws(DatabaseError) -> [UnitID: [StoredFact<RoleGrant>]] {
        guard let top = state.tree.units.first?.id else { return [:] }
        let grants = try transaction.roleGrants(at: state.revision).filter { $0.fact.period.contains(now) }
        return Dictionary(grouping: grants) { stored in
            if case .unit(let unit) = stored.fact.reach.anchor { unit } else { top }
        }
    }

    /// Records a review by an administrator, or by the operators (`nil`), and ends what it ends.
    /// - Parameter keepsRest: whether grants without a verdict are kept.
    package func attest(
        _ unit: UnitID, kept: [GrantID], revoked: [GrantID], keepsRest: Bool, note: String, by reviewer: PersonID?,
        in transaction: WriteTransaction, at now: Instant
    ) throws(DatabaseError) -> Outcome {
        let state: PermissionState
        switch try live.state(in: transaction, at: now) {
        case .failure(let unavailable): return .unavailable(unavailable)
        case .success(let found): state = found
        }
        guard state.tree[unit] != nil else { return .unknownUnit(unit) }
        if let reviewer, try !transaction.isEnabled(reviewer) { return .disabled(reviewer) }
        guard let grants = try Self.grants(state, in: transaction, at: now)[unit] else { return .nothingToReview(unit) }
        var verdicts: [GrantID: GrantReview.Verdict] = [:]
        for (ids, verdict) in [(kept, GrantReview.Verdict.kept), (revoked, .revoked)] {
            for id in ids {
                guard grants.contains(where: { $0.fact.id == id }) else { return .stranger(id) }
                guard verdicts.updateValue(verdict, forKey: id) == nil else { return .twoVerdicts(id) }
            }
        }
        for grant in grants.map(\.fact) {
            if verdicts[grant.id] == nil {
                guard keepsRest else { return .noVerdict(grant.id) }
                verdicts[grant.id] = .kept
            }
            guard let reviewer else { continue }
            guard !Self.isOwn(grant, of: reviewer, state, at: now) else { return .own(grant.id) }
            do { _ = try Delegation(state.snapshot, at: now).revoke(grant, by: reviewer) } catch {
                return .refused(grant.id, error, state)
            }
        }
        let ended = grants.filter { verdicts[$0.fact.id] == .revoked }
        if !ended.isEmpty {
            let revision = try transaction.beginPermissionRevision(at: now)
            for grant in ended { _ = try transaction.end(grant, at: now, in: revision) }
        }
        let review = GrantReview(unit: unit, reviewedBy: reviewer, moment: now, note: note, verdicts: verdicts)
        return .recorded(try transaction.add(review), review)
    }

    private static func isOwn(
        _ grant: RoleGrant, of person: PersonID, _ state: PermissionState, at now: Instant
    ) -> Bool {
        switch grant.subject {
        case .person(let holder): holder == person
        case .holders(let post): state.snapshot.posts(of: person, at: now).contains(post)
        case .everyone, .citizens: false
        }
    }
}
