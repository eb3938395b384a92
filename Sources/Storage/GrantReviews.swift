import Database
import Directory
import Identity
import Permissions

/// The reviews of grants, unit by unit.
package struct GrantReviews<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var grantReviews: GrantReviews<Self> { GrantReviews(transaction: self) }
}

extension GrantReviews {
    /// When each unit was last reviewed.
    package func last() throws -> [UnitID: Instant] {
        var last: [UnitID: Instant] = [:]
        for row in try transaction.rows("SELECT unit, MAX(moment) FROM grant_reviews GROUP BY unit") {
            last[try row.required(UnitID(try row.text(0)), "a unit's id")] = try row.moment(1)
        }
        return last
    }

    /// The reviews of a unit, oldest first, each with its number.
    package func all(of unit: UnitID) throws -> [(number: Int64, review: GrantReview)] {
        var reviews: [(Int64, GrantReview)] = []
        let rows = try transaction.rows(
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

    private func verdicts(of review: Int64) throws -> [GrantID: GrantReview.Verdict] {
        var verdicts: [GrantID: GrantReview.Verdict] = [:]
        let rows = try transaction.rows(
            "SELECT role_grant, verdict FROM grant_review_verdicts WHERE review = $1", .integer(review))
        for row in rows {
            verdicts[try row.grantID(0)] = try row.required(
                GrantReview.Verdict(rawValue: try row.text(1)), "a verdict")
        }
        return verdicts
    }
}

extension GrantReviews where Context == WriteTransaction {
    /// - Returns: the number of the review.
    package func add(_ review: GrantReview) throws -> Int64 {
        let row = try transaction.row(
            """
            INSERT INTO grant_reviews (unit, reviewed_by, moment, note) VALUES ($1, $2, $3, $4) RETURNING number
            """, .text(review.unit.text), .text(review.reviewedBy?.text), .moment(review.moment), .text(review.note))
        guard let number = try row?.integer(0) else { throw DatabaseError.corruptRecord("a review's number") }
        for (grant, verdict) in review.verdicts {
            try transaction.execute(
                "INSERT INTO grant_review_verdicts (review, role_grant, verdict) VALUES ($1, $2, $3)",
                .integer(number), .integer(Int64(clamping: grant.number)), .text(verdict.rawValue))
        }
        return number
    }
}
