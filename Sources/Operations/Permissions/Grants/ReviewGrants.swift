import Database
import Directory
import Identity
import Permissions
import Storage

/// Records the six-monthly review of a unit: somebody looked at each grant that holds there, and it stays or ends
/// (TCVN 14423 5.6.2.3).
package struct ReviewGrants: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// What a reviewer says of the grants of a unit.
    package struct Verdicts: Sendable {
        let kept, revoked: [GrantID]
        let rest: ReviewListing?
        let note: String

        /// - Parameter rest: the listing of which grants without a verdict are kept; `nil` where each has to have one.
        package init(kept: [GrantID], revoked: [GrantID], keepingRestOf rest: ReviewListing?, note: String) {
            self.kept = kept
            self.revoked = revoked
            self.rest = rest
            self.note = note
        }
    }

    /// - Parameter reviewer: an administrator, or the operators (`nil`).
    package func run(
        _ verdicts: Verdicts, on unit: UnitID, by reviewer: PersonID?, _ act: Act
    ) async throws -> ReviewOutcome {
        try await installation.writePrepared(at: act.now) { transaction, permissions in
            let outcome: ReviewOutcome =
                switch try permissions.state(in: transaction, at: act.now) {
                case .failure(let unavailable): .unavailable(unavailable)
                case .success(let state): try transaction.review(unit, verdicts, by: reviewer, state, at: act.now)
                }
            var object = unit.text + (reviewer.map { ", as \($0.text)" } ?? "")
            if case .recorded(let number, let review) = outcome {
                let revoked = review.grants(.revoked).map(\.description)
                object += ", review \(number)" + (revoked.isEmpty ? "" : ", revoked \(revoked.joined(separator: " "))")
            }
            try transaction.audit.append(act.event(.grantReview, outcome.result, object: object))
            return outcome
        }
    }
}

extension WriteTransaction {
    fileprivate func review(
        _ unit: UnitID, _ said: ReviewGrants.Verdicts, by reviewer: PersonID?, _ state: PermissionState, at now: Instant
    ) throws -> ReviewOutcome {
        guard state.tree[unit] != nil else { return .unknownUnit(unit) }
        if let reviewer, try !people.isEnabled(reviewer) { return .disabled(reviewer) }
        guard let grants = try grantsToReview(state, at: now)[unit] else { return .nothingToReview(unit) }
        let listing = ReviewListing(of: grants.map(\.fact))
        guard said.rest ?? listing == listing else { return .otherListing(listing) }
        var verdicts: [GrantID: GrantReview.Verdict] = [:]
        for (ids, verdict) in [(said.kept, GrantReview.Verdict.kept), (said.revoked, .revoked)] {
            for id in ids {
                guard grants.contains(where: { $0.fact.id == id }) else { return .notOfTheUnit(id) }
                guard verdicts.updateValue(verdict, forKey: id) == nil else { return .twoVerdicts(id) }
            }
        }
        for grant in grants.map(\.fact) {
            if verdicts[grant.id] == nil {
                guard said.rest != nil else { return .noVerdict(grant.id) }
                verdicts[grant.id] = .kept
            }
            guard let reviewer else { continue }
            let delegation = Delegation(state.snapshot, at: now)
            guard !delegation.isOwn(grant, of: reviewer) else { return .own(grant.id) }
            do { try delegation.review(grant, by: reviewer) } catch {
                return .refused(grant.id, error, state)
            }
        }
        try end(grants.filter { verdicts[$0.fact.id] == .revoked }, at: now)
        let review = GrantReview(unit: unit, reviewedBy: reviewer, moment: now, note: said.note, verdicts: verdicts)
        return .recorded(try grantReviews.add(review), review)
    }

    private func end(_ grants: [StoredFact<RoleGrant>], at now: Instant) throws {
        guard !grants.isEmpty else { return }
        let revision = try permissionRevisions.begin(at: now)
        for grant in grants { _ = try roleGrants.end(grant, at: now, in: revision) }
    }
}
