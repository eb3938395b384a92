import Cryptography
import Database
import Directory
import Identity
import Permissions
import Storage

/// The six-monthly review of grants, unit by unit: somebody looks at each grant that holds there, and it stays or ends
/// (TCVN 14423 5.6.2.3).
package struct ReviewDesk: Sendable {
    private let live: CurrentPermissions

    package init(_ live: CurrentPermissions) { self.live = live }

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
        /// The rest that is to be kept is of another listing than holds now.
        case otherListing(Listing)
        /// It is the reviewer's own, of a post of the reviewer's, of everyone at such a unit as theirs, or of somebody
        /// who stands in for them.
        case own(GrantID)
        /// The reviewer couldn't end it, and so can't judge it.
        case refused(GrantID, DelegationRefusal, PermissionState)
    }

    /// Names the grants that a reviewer was shown: the same grants, the same name. Whoever keeps a rest without naming
    /// it says of which listing, so that nothing is kept that came after they looked.
    package struct Listing: Hashable, Sendable, CustomStringConvertible {
        package let description: String

        /// As somebody typed it.
        package init(typed: String) { description = typed }

        package init(of grants: some Sequence<RoleGrant>) {
            let ids = grants.map(\.id.number).sorted().map { GrantID($0).description }.joined(separator: " ")
            description = SHA2.sha256(Array(ids.utf8)).prefix(6).map { byte in
                String(byte >> 4, radix: 16) + String(byte & 0xF, radix: 16)
            }.joined()
        }
    }

    /// The grants that hold, by the unit at which they are anchored. Those for each one's own unit belong to the top.
    package static func grants(
        _ state: PermissionState, in transaction: some Transaction, at now: Instant
    ) throws -> [UnitID: [StoredFact<RoleGrant>]] {
        guard let top = state.tree.units.first?.id else { return [:] }
        let grants = try transaction.roleGrants.facts(at: state.revision).filter { $0.fact.period.contains(now) }
        return Dictionary(grouping: grants) { stored in
            if case .unit(let unit) = stored.fact.reach.anchor { unit } else { top }
        }
    }

    /// Records a review by an administrator, or by the operators (`nil`), and ends what it ends.
    /// - Parameter rest: the listing of which grants without a verdict are kept; `nil` where each has to have one.
    package func attest(
        _ unit: UnitID, kept: [GrantID], revoked: [GrantID], keepingRestOf rest: Listing?, note: String,
        by reviewer: PersonID?, in transaction: WriteTransaction, at now: Instant
    ) throws -> Outcome {
        let state: PermissionState
        switch try live.state(in: transaction, at: now) {
        case .failure(let unavailable): return .unavailable(unavailable)
        case .success(let found): state = found
        }
        guard state.tree[unit] != nil else { return .unknownUnit(unit) }
        if let reviewer, try !transaction.people.isEnabled(reviewer) { return .disabled(reviewer) }
        guard let grants = try Self.grants(state, in: transaction, at: now)[unit] else { return .nothingToReview(unit) }
        let listing = Listing(of: grants.map(\.fact))
        guard rest ?? listing == listing else { return .otherListing(listing) }
        var verdicts: [GrantID: GrantReview.Verdict] = [:]
        for (ids, verdict) in [(kept, GrantReview.Verdict.kept), (revoked, .revoked)] {
            for id in ids {
                guard grants.contains(where: { $0.fact.id == id }) else { return .stranger(id) }
                guard verdicts.updateValue(verdict, forKey: id) == nil else { return .twoVerdicts(id) }
            }
        }
        for grant in grants.map(\.fact) {
            if verdicts[grant.id] == nil {
                guard rest != nil else { return .noVerdict(grant.id) }
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
            let revision = try transaction.permissionRevisions.begin(at: now)
            for grant in ended { _ = try transaction.roleGrants.end(grant, at: now, in: revision) }
        }
        let review = GrantReview(unit: unit, reviewedBy: reviewer, moment: now, note: note, verdicts: verdicts)
        return .recorded(try transaction.grantReviews.add(review), review)
    }

    private static func isOwn(
        _ grant: RoleGrant, of person: PersonID, _ state: PermissionState, at now: Instant
    ) -> Bool {
        let posts = state.snapshot.posts(of: person, at: now)
        return switch grant.subject {
        case .person(let holder): holder == person || grant.standsInFor != nil && grant.grantedBy == person
        case .holders(let post): posts.contains(post)
        case .everyone(let kind): posts.contains { state.tree[$0.unit]?.kind == kind }
        case .citizens: false
        }
    }
}
