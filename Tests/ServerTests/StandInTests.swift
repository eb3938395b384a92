import Directory
import Identity
import Permissions
import TestSupport
import Testing

@testable import Server

/// Standing in for somebody (giao quyền): for a while, in the open, and for as long as the principal may.
@Suite(.bothDatabases) struct StandInTests {
    private let provider: RunningProvider
    private let city: City
    private let giang: Acting

    init() async throws {
        provider = try RunningProvider()
        city = try await City(provider)
        giang = try await city.signIn("giang")
    }

    private func week() throws -> Period { try .since(provider.clock.now, for: .hours(7 * 24)) }

    private func expect(_ answer: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let found = try await city.platform().answer(giang.sub, "report.enter", at: "H57.01.01")
        #expect(found == answer, sourceLocation: sourceLocation)
    }

    /// `an` holds entry in person, or by the post of a head of division, and `giang` stands in.
    private func standIn(byPost: Bool = false) async throws -> (basis: GrantID, standIn: GrantID) {
        var subject = GrantSubject.person(city.an)
        if byPost {
            try await provider.assign(city.an, to: "truong-phong@H57.01.01")
            subject = try .post("truong-phong@H57.01.01")
        }
        let basis = try await provider.give("nguoi-nhap", to: subject, at: "H57.01.01")
        try await expect("no_grant")
        let grant = try await provider.delegate(basis, from: city.an, to: city.giang, during: try week()).done()
        #expect(grant.standsInFor == basis && grant.grantedBy == city.an && grant.subject == .person(city.giang))
        try await expect("permit")
        return (basis, grant.id)
    }

    @Test func `the deputy may what the principal may, until the day that was said`() async throws {
        _ = try await standIn()
        provider.clock.advance(by: .hours(7 * 24) - .milliseconds(1))
        try await expect("permit")
        provider.clock.advance(by: .milliseconds(1))
        try await expect("no_grant")
    }

    @Test(arguments: ["principal", "deputy"])
    func `both may end it`(_ who: String) async throws {
        let (_, standIn) = try await standIn()
        #expect(try await provider.revoke(standIn, by: city.dung).refusal == .administersNothing)
        _ = try await provider.revoke(standIn, by: who == "deputy" ? city.giang : city.an).done()
        try await expect("no_grant")
    }

    @Test func `it ends with the grant that it stands on`() async throws {
        let (basis, _) = try await standIn()
        _ = try await provider.revoke(basis, by: city.binh).done()
        let found = try await city.platform().answer(giang.sub, "report.enter", at: "H57.01.01")
        #expect(["no_grant", "principal_may_not"].contains(found))
    }

    @Test func `it ends when the principal leaves the post`() async throws {
        _ = try await standIn(byPost: true)
        try await provider.unassign(city.an, from: "truong-phong@H57.01.01")
        try await expect("principal_may_not")
    }

    @Test func `it gives nothing that the principal is denied`() async throws {
        _ = try await standIn()
        try await provider.give(
            "nguoi-nhap", to: .person(city.an), at: "H57.01.01", effect: .deny, by: city.chi)
        try await expect("principal_may_not")
    }

    @Test func `what isn't held, or may not be passed on, or for so long, is refused`() async throws {
        let now = provider.clock.now
        let entry = try await provider.give(
            "nguoi-nhap", to: .person(city.an), at: "H57.01.01", during: try .since(now, for: .hours(5 * 24)))
        let approval = try await provider.give("nguoi-duyet", to: .person(city.dung), at: "H57.01.01")
        let everyone = try await provider.give(
            "nguoi-xem", to: .everyone(at: "phong"), at: "H57")
        let days = { (days: Int) in try Period.since(now, for: .hours(24 * days)) }
        let cases: [(GrantID, PersonID, PersonID, Period, DelegationRefusal)] = [
            (entry, city.dung, city.giang, try days(1), .notHeld(entry)),
            (everyone, city.an, city.giang, try days(1), .notHeld(everyone)),
            (entry, city.an, city.an, try days(1), .toItself),
            (entry, city.an, city.giang, .since(now), .isNoStandIn),
            (entry, city.an, city.giang, try .since(now - .hours(1), for: .hours(2)), .startsInThePast),
            (entry, city.an, city.giang, try days(11), .noStandIn(maximumDays: 10)),
            (entry, city.an, city.giang, try days(6), .outlasts(own: entry, until: now + .hours(5 * 24))),
            (approval, city.dung, city.giang, try days(1), .noStandIn(maximumDays: 0)),
            (entry, city.an, city.dung, try days(1), .wouldMeetExcluded(city.dung)),
        ]
        let before = try await provider.revision()
        for (basis, principal, deputy, period, refusal) in cases {
            let outcome = try await provider.delegate(basis, from: principal, to: deputy, during: period)
            #expect(outcome.refusal == refusal)
        }
        guard
            case .unknownGrant = try await provider.delegate(
                GrantID(999), from: city.an, to: city.giang, during: try days(1))
        else { return try #require(nil, "g-999 is known") }
        #expect(try await provider.revision() == before)
    }

    @Test func `nobody passes on what they stand in for`() async throws {
        let (_, standIn) = try await standIn()
        let outcome = try await provider.delegate(standIn, from: city.giang, to: city.dung, during: try week())
        #expect(outcome.refusal == .notHeld(standIn))
    }
}
