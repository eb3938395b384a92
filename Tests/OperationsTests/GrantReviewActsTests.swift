import Database
import Directory
import Identity
import Operations
import Permissions
import Storage
import TestSupport
import Testing

/// The six-monthly review (TCVN 14423 5.6.2.3): somebody looks at every grant of a unit, and what they said stays.
@Suite(.bothDatabases) struct GrantReviewActsTests {
    private let here: TestInstallation
    private let city: City
    private let unit: UnitID
    private let entry, approval: GrantID

    init() async throws {
        here = try TestInstallation()
        city = try await City(here)
        unit = UnitID("H57.01.01")
        entry = try await here.give("nguoi-nhap", to: .person(city.an), at: unit.text, by: city.binh)
        approval = try await here.give("nguoi-duyet", to: .person(city.giang), at: unit.text, by: city.binh)
        here.clock.advance(by: .hours(1))
    }

    private func attest(
        kept: [GrantID] = [], revoked: [GrantID] = [], rest: ReviewListing? = nil, by reviewer: PersonID?,
        at unit: UnitID? = nil
    ) async throws -> ReviewOutcome {
        try await ReviewGrants(here.installation).run(
            ReviewGrants.Verdicts(kept: kept, revoked: revoked, keepingRestOf: rest, note: "kỳ 2/2026"),
            on: unit ?? self.unit, by: reviewer, here.act)
    }

    /// What somebody who looks now is shown.
    private func shown(at unit: UnitID? = nil) async throws -> ReviewListing {
        let shown = try await GrantsToReview(here.installation).show(unit ?? self.unit, at: here.clock.now)
        // Of a unit that isn't there nothing is shown.
        return (try? shown.get())?.listing ?? ReviewListing(of: [RoleGrant]())
    }

    private func reviews() async throws -> [GrantReview] {
        let unit = unit
        return try await here.read { transaction in
            try transaction.grantReviews.all(of: unit).map(\.review)
        }
    }

    @Test func `every grant gets a verdict; revoked ones end, and the record stays`() async throws {
        let outcome = try await attest(kept: [entry], revoked: [approval], by: city.binh)
        guard case .recorded(_, let review) = outcome else { return try #require(nil, "\(outcome)") }
        #expect(review.verdicts == [entry: .kept, approval: .revoked])
        #expect(review.unit == unit && review.reviewedBy == city.binh && review.note == "kỳ 2/2026")
        #expect(review.moment == here.clock.now)
        #expect(try await reviews() == [review])
        let grants = try await here.grants()
        #expect(grants.first { $0.id == approval }?.period.until == here.clock.now)
        #expect(grants.first { $0.id == entry }?.period.until == nil)
        // The next review has one grant less to look at, and the first record stands.
        here.clock.advance(by: GrantsToReview.interval)
        guard case .recorded(_, let next) = try await attest(rest: shown(), by: nil) else {
            return try #require(nil, "not recorded")
        }
        #expect(next.verdicts == [entry: .kept] && next.reviewedBy == nil)
        #expect(try await reviews() == [review, next])
    }

    @Test func `a review that isn't one changes nothing`() async throws {
        let before = (try await here.revision(), try await here.grants())
        let stranger = city.binhAdministers
        func expect(_ outcome: ReviewOutcome, _ word: String, sourceLocation: SourceLocation = #_sourceLocation) {
            #expect(outcome.word == word, sourceLocation: sourceLocation)
        }
        expect(try await attest(kept: [entry], by: city.binh), "no verdict \(approval)")
        expect(try await attest(by: city.binh), "no verdict \(entry)")
        expect(try await attest(kept: [entry, approval, stranger], by: city.binh), "stranger \(stranger)")
        expect(try await attest(kept: [entry, approval], revoked: [entry], by: city.binh), "two verdicts \(entry)")
        expect(try await attest(kept: [entry, entry, approval], by: city.binh), "two verdicts \(entry)")
        expect(
            try await attest(rest: shown(), by: city.binh, at: "H57.77"), "unknown unit H57.77")
        // Only who could end a grant can say that it is still needed.
        expect(try await attest(rest: shown(), by: city.dung), "refused \(entry) administersNothing")
        #expect(try await reviews().isEmpty)
        let after = (try await here.revision(), try await here.grants())
        #expect(before.0 == after.0 && before.1 == after.1)
    }

    @Test func `nobody reviews their own grants, or those of a post of theirs`() async throws {
        let own = try await here.give("nguoi-xem", to: .person(city.binh), at: unit.text, by: city.chi)
        #expect(try await attest(rest: shown(), by: city.binh).word == "own \(own)")
        _ = try await here.revoke(own).done()
        let posts = try await here.give("nguoi-xem", to: .post("giam-doc@H57.01"), at: unit.text, by: city.chi)
        here.clock.advance(by: .seconds(1))
        #expect(try await attest(rest: shown(), by: city.binh).word == "own \(posts)")
        #expect(try await attest(rest: shown(), by: city.chi).word == "recorded")
    }

    @Test func `what everyone at a kind of unit has is no reviewer's of such a unit`() async throws {
        let everyones = try await here.give("nguoi-xem", to: .everyone(at: "so"), at: unit.text)
        here.clock.advance(by: .seconds(1))
        #expect(try await attest(rest: shown(), by: city.binh).word == "own \(everyones)")
        #expect(try await attest(rest: shown(), by: nil).word == "recorded")
    }

    @Test func `the rest is kept of what was shown, not of what came after`() async throws {
        let shown = try await shown()
        let later = try await here.give("nguoi-xem", to: .person(city.dung), at: unit.text, by: city.binh)
        here.clock.advance(by: .seconds(1))
        #expect(try await attest(rest: shown, by: city.binh).word == "other listing")
        _ = try await here.revoke(later).done()
        #expect(try await attest(rest: shown, by: city.binh).word == "recorded")
        // Neither of what has ended since.
        _ = try await here.revoke(entry).done()
        #expect(try await attest(rest: shown, by: city.binh).word == "other listing")
    }

    @Test func `a grant that has ended, or hasn't begun, needs no verdict`() async throws {
        _ = try await here.revoke(approval).done()
        try await here.give(
            "nguoi-xem", to: .person(city.dung), at: unit.text, during: .since(here.clock.now + .hours(1)))
        #expect(try await attest(kept: [entry], by: city.binh).word == "recorded")
        #expect(try await reviews().first?.verdicts == [entry: .kept])
    }

    @Test func `somebody who is disabled reviews nothing`() async throws {
        try await here.execute("UPDATE people SET is_enabled = 0 WHERE id = '\(city.binh.text)'")
        let before = (try await here.revision(), try await here.grants())
        #expect(try await attest(kept: [entry], revoked: [approval], by: city.binh).word == "disabled")
        let after = (try await here.revision(), try await here.grants())
        #expect(try await reviews().isEmpty && before.0 == after.0 && before.1 == after.1)
        try await here.execute("UPDATE people SET is_enabled = 1 WHERE id = '\(city.binh.text)'")
        #expect(try await attest(kept: [entry], revoked: [approval], by: city.binh).word == "recorded")
    }

    @Test func `where no grant holds there is nothing to review, and nothing is said to have been`() async throws {
        let empty = UnitID("H57.02")
        for reviewer in [city.chi, city.em, nil] {
            #expect(
                try await attest(rest: shown(at: empty), by: reviewer, at: empty).word == "nothing to review H57.02")
        }
        // Neither where all have ended.
        for grant in [entry, approval] { _ = try await here.revoke(grant).done() }
        #expect(try await attest(rest: shown(), by: city.binh).word == "nothing to review H57.01.01")
        #expect(try await here.count("grant_reviews") == 0)
    }
}

extension ReviewOutcome {
    fileprivate var word: String {
        switch self {
        case .recorded: "recorded"
        case .unavailable: "unavailable"
        case .unknownUnit(let unit): "unknown unit \(unit)"
        case .nothingToReview(let unit): "nothing to review \(unit)"
        case .disabled: "disabled"
        case .notOfTheUnit(let grant): "stranger \(grant)"
        case .twoVerdicts(let grant): "two verdicts \(grant)"
        case .noVerdict(let grant): "no verdict \(grant)"
        case .otherListing: "other listing"
        case .own(let grant): "own \(grant)"
        case .refused(let grant, let refusal, _): "refused \(grant) \(refusal)"
        }
    }
}
