import Database
import Directory
import Identity
import Permissions

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

extension Transaction {
    /// When each unit was last reviewed.
    package func lastReviews() throws(DatabaseError) -> [UnitID: Instant] {
        var last: [UnitID: Instant] = [:]
        for row in try rows("SELECT unit, MAX(moment) FROM grant_reviews GROUP BY unit") {
            last[try row.required(UnitID(try row.text(0)), "a unit's id")] = try row.moment(1)
        }
        return last
    }

    /// The reviews of a unit, oldest first, each with its number.
    package func reviews(of unit: UnitID) throws(DatabaseError) -> [(number: Int64, review: GrantReview)] {
        var reviews: [(Int64, GrantReview)] = []
        let rows = try rows(
            "SELECT number, reviewed_by, moment, note FROM grant_reviews WHERE unit = $1 ORDER BY number",
            .text(unit.text))
        for row in rows {
            let number = try row.integer(0)
            let review = GrantReview(
                unit: unit, reviewedBy: try row.optional(1, "a person's id") { PersonID($0) },
                moment: try row.moment(2),
                note: try row.text(3),
                verdicts: try verdicts(of: number))
            reviews.append((number, review))
        }
        return reviews
    }

    private func verdicts(of review: Int64) throws(DatabaseError) -> [GrantID: GrantReview.Verdict] {
        var verdicts: [GrantID: GrantReview.Verdict] = [:]
        let rows = try rows("SELECT role_grant, verdict FROM grant_review_verdicts WHERE review = $1", .integer(review))
        for row in rows {
            verdicts[try row.grantID(0)] = try row.required(
                GrantReview.Verdict(rawValue: try row.text(1)), "a verdict")
        }
        return verdicts
    }
}

extension WriteTransaction {
    /// - Returns: the number of the review.
    package func add(_ review: GrantReview) throws(DatabaseError) -> Int64 {
        let row = try row(
            """
            INSERT INTO grant_reviews (unit, reviewed_by, moment, note) VALUES ($1, $2, $3, $4) RETURNING number
            """, .text(review.unit.text), .text(review.reviewedBy?.text), .moment(review.moment), .text(review.note))
        guard let number = try row?.integer(0) else { throw .corruptRecord("a review's number") }
        for (grant, verdict) in review.verdicts {
            try execute(
                "INSERT INTO grant_review_verdicts (review, role_grant, verdict) VALUES ($1, $2, $3)",
                .integer(number), .integer(Int64(clamping: grant.number)), .text(verdict.rawValue))
        }
        return number
    }
}
