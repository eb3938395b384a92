import Directory
import Identity

/// The record of a review: that somebody looked at every grant of a unit, and what became of each (TCVN 14423
/// 5.6.2.3: every six months).
package struct GrantReview: Hashable, Sendable {
    package let unit: UnitID
    /// `nil` for the operators.
    package let reviewedBy: PersonID?
    package let moment: Instant
    /// In the words of the reviewer.
    package let note: String
    package let verdicts: [GrantID: Verdict]

    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// Still needed.
        case kept
        /// Ended by this review.
        case revoked
    }

    package init(
        unit: UnitID, reviewedBy: PersonID?, moment: Instant, note: String, verdicts: [GrantID: Verdict]
    ) {
        self.unit = unit
        self.reviewedBy = reviewedBy
        self.moment = moment
        self.note = note
        self.verdicts = verdicts
    }
}

extension GrantReview {
    /// The grants of which this was said, by their numbers.
    package func grants(_ verdict: Verdict) -> [GrantID] {
        verdicts.filter { $0.value == verdict }.map(\.key.number).sorted().map(GrantID.init)
    }
}
