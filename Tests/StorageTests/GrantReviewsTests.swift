import Database
import Directory
import Identity
import Permissions
import Storage
import TestSupport
import Testing

@Suite(.bothDatabases) struct GrantReviewsTests {
    private func review(
        _ unit: UnitID, at seconds: Int, by person: PersonID? = nil, _ verdicts: [GrantID: GrantReview.Verdict] = [:]
    ) -> GrantReview {
        GrantReview(
            unit: unit, reviewedBy: person, moment: .noon + .seconds(seconds), note: "Rà soát 'quý' \(seconds)\n",
            verdicts: verdicts)
    }

    @Test func `a review is read as it was recorded, with or without a reviewer`() async throws {
        let store = try await TemporaryDatabase.ofPeople(1)
        let reviews = [
            review("H57.05", at: 0, by: try Sample.person(), [1: .kept, 2: .revoked, 99: .kept]),
            review("H57.05", at: 5), review("H57", at: 9, [2: .kept]),
        ]
        let found = try await store.write { transaction in
            var numbers: [Int64] = []
            for review in reviews { numbers.append(try transaction.grantReviews.add(review)) }
            let (own, top) = (
                try transaction.grantReviews.all(of: "H57.05"), try transaction.grantReviews.all(of: "H57")
            )
            let none = try transaction.grantReviews.all(of: "H57.06")
            return (numbers, (own + top).map(\.number), (own + top).map(\.review), none.count)
        }
        #expect(found.0 == found.1 && Set(found.0).count == 3)
        #expect(found.2 == reviews)
        #expect(found.3 == 0)
    }

    @Test func `the last review of a unit is that of the latest moment`() async throws {
        let store = try TemporaryDatabase()
        let reviews = [review("H57", at: 7), review("H57", at: 3), review("H57.05", at: 1), review("H57.06", at: -9)]
        let last = try await store.write { transaction in
            let before = try transaction.grantReviews.last()
            for review in reviews { _ = try transaction.grantReviews.add(review) }
            return (before, try transaction.grantReviews.last())
        }
        let latest: [UnitID: Instant] = [
            "H57": .noon + .seconds(7), "H57.05": .noon + .seconds(1), "H57.06": .noon - .seconds(9),
        ]
        #expect(last.0.isEmpty)
        #expect(last.1 == latest)
    }

    @Test(arguments: [
        "grant_reviews SET unit = 'x'", "grant_review_verdicts SET verdict = 'perhaps'",
        "grant_review_verdicts SET role_grant = -1",
    ])
    func `a record that was tampered with is an error, and no review`(change: String) async throws {
        let store = try TemporaryDatabase()
        let review = review("H57", at: 0, [1: .kept])
        try await store.write { transaction in
            _ = try transaction.grantReviews.add(review)
            try transaction.execute("UPDATE \(change)")
        }
        await #expect(throws: DatabaseError.self) {
            try await store.read { transaction in
                _ = try transaction.grantReviews.last()
                _ = try transaction.grantReviews.all(of: "H57")
            }
        }
    }
}
