import Database
import Directory
import Identity
import Permissions
import Storage

/// What has to be reviewed every six months, unit by unit, and what was (TCVN 14423 5.6.2.3).
package struct GrantsToReview: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    /// How long a review counts.
    package static let interval = Duration.hours(24 * 182)

    /// A unit whose grants have to be reviewed.
    package struct DueUnit: Sendable {
        package let unit: Unit
        /// How many grants hold there.
        package let grants: Int
        /// `nil` for one that never was reviewed.
        package let lastReview: Instant?
    }

    /// In the order of the tree.
    package func due(at now: Instant) async throws -> Result<[DueUnit], PermissionsUnavailable> {
        let permissions = installation.permissions
        return try await installation.database.read { transaction in
            switch try permissions.state(in: transaction, at: now) {
            case .failure(let unavailable): return .failure(unavailable)
            case .success(let state):
                let last = try transaction.grantReviews.last()
                let grants = try transaction.grantsToReview(state, at: now)
                return .success(
                    state.tree.units.compactMap { unit in
                        guard let count = grants[unit.id]?.count else { return nil }
                        let reviewed = last[unit.id]
                        if let reviewed, now < reviewed + Self.interval { return nil }
                        return DueUnit(unit: unit, grants: count, lastReview: reviewed)
                    })
            }
        }
    }

    /// What a reviewer of a unit is shown.
    package struct Review: Sendable {
        package let grants: [RoleGrant]
        package let listing: ReviewListing
        /// The reviews of before, oldest first.
        package let past: [(number: Int64, review: GrantReview)]
    }

    package enum ReviewFailure: Error, Sendable {
        case unavailable(PermissionsUnavailable)
        case unknownUnit(UnitID)
    }

    package func show(_ unit: UnitID, at now: Instant) async throws -> Result<Review, ReviewFailure> {
        let permissions = installation.permissions
        return try await installation.database.read { transaction in
            switch try permissions.state(in: transaction, at: now) {
            case .failure(let unavailable): return .failure(.unavailable(unavailable))
            case .success(let state):
                guard state.tree[unit] != nil else { return .failure(.unknownUnit(unit)) }
                let grants = try transaction.grantsToReview(state, at: now)[unit]?.map(\.fact) ?? []
                return .success(
                    Review(
                        grants: grants, listing: ReviewListing(of: grants),
                        past: try transaction.grantReviews.all(of: unit)))
            }
        }
    }
}

extension Transaction {
    /// The grants that hold, by the unit at which they are anchored. Those for each one's own unit belong to the top.
    func grantsToReview(_ state: PermissionState, at now: Instant) throws -> [UnitID: [StoredFact<RoleGrant>]] {
        guard let top = state.tree.units.first?.id else { return [:] }
        let grants = try roleGrants.facts(at: state.revision).filter { $0.fact.period.contains(now) }
        return Dictionary(grouping: grants) { stored in
            if case .unit(let unit) = stored.fact.reach.anchor { unit } else { top }
        }
    }
}
