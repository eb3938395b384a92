import Directory
import Identity
import Operations
import Permissions
import TestSupport
import Testing

/// Administrators give inside their bounds and nowhere else; what is refused leaves nothing behind.
@Suite(.bothDatabases) struct GrantActsTests {
    private let here: TestInstallation
    private let city: City

    init() async throws {
        here = try TestInstallation()
        city = try await City(here)
    }

    private func draft(
        _ role: String = "nguoi-nhap", to subject: GrantSubject? = nil, at unit: String = "H57.01",
        _ extent: Reach.Extent = .subtree, effect: RoleGrant.Effect = .permit, during period: Period? = nil
    ) throws -> GrantProposal {
        try GrantProposal(
            role, to: subject ?? .person(city.an), at: unit, extent, effect: effect,
            during: period ?? .since(here.clock.now))
    }

    /// Asks the desk for something that it refuses, and looks whether the records are as they were.
    private func expectRefusal(
        _ refusal: DelegationRefusal, _ draft: GrantProposal, by giver: PersonID?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = (try await here.revision(), try await here.grants())
        let outcome = try await here.give(draft, by: giver)
        #expect(outcome.refusal == refusal, "\(outcome)", sourceLocation: sourceLocation)
        let after = (try await here.revision(), try await here.grants())
        #expect(before.0 == after.0 && before.1 == after.1, sourceLocation: sourceLocation)
    }

    @Test func `an administrator gives inside its unit, and the record says who and why`() async throws {
        let grant = try await here.give(try draft(), by: city.binh).done()
        #expect(try await here.grants().last == grant)
        #expect(grant.grantedBy == city.binh && grant.reason == "theo phân công" && grant.subject == .person(city.an))
        // Twice the same is another grant, with another number.
        let another = try await here.give(try draft(), by: city.binh).done()
        #expect(another.id != grant.id)
        for narrower in [Reach.Extent.unit, .kind("phong")] {
            _ = try await here.give(try draft(to: .post("chuyen-vien@H57.01.02"), narrower), by: city.binh).done()
        }
    }

    @Test func `what isn't there can't be given`() async throws {
        try await expectRefusal(
            .unknownRole("ke-toan"), try draft("ke-toan"), by: city.binh)
        try await expectRefusal(
            .unknownUnit("H57.09"), try draft(at: "H57.09"), by: city.binh)
        let kind = UnitKind("xa")
        try await expectRefusal(.unknownKind(kind), try draft("nguoi-nhap", at: "H57", .kind(kind)), by: nil)
        try await expectRefusal(.unknownKind(kind), try draft(to: .everyone(at: kind)), by: nil)
        let own = GrantProposal(
            subject: .person(city.an), role: "nguoi-nhap", reach: Reach(.unit, of: .ownUnit),
            period: .since(here.clock.now), grantedBy: nil, reason: "theo phân công")
        try await expectRefusal(.hasNoOwnUnit, own, by: nil)
        try await expectRefusal(
            .roleMakesNoSenseThere("phong"), try draft("lanh-dao", at: "H57.01.01", .unit),
            by: city.chi)
    }

    @Test func `nobody gives to itself, to its own post, or to everybody`() async throws {
        try await expectRefusal(.toItself, try draft(to: .person(city.binh)), by: city.binh)
        try await expectRefusal(.toItself, try draft(to: .post("giam-doc@H57.01")), by: city.binh)
        let phong = UnitKind("phong")
        try await expectRefusal(.subjectTooWide, try draft(to: .everyone(at: phong)), by: city.binh)
        try await expectRefusal(.subjectTooWide, try draft(to: .citizens(.one)), by: city.binh)
        // A post that the giver is to have during the grant is its own already.
        try await here.assign(
            city.binh, to: "truong-phong@H57.01.01", during: .since(here.clock.now + .hours(24)))
        try await expectRefusal(.toItself, try draft(to: .post("truong-phong@H57.01.01")), by: city.binh)
    }

    @Test func `nobody gives beyond what it administers`() async throws {
        try await expectRefusal(.administersNothing, try draft(), by: city.giang)
        try await expectRefusal(.administersNothing, try draft(at: "H57.02"), by: city.em)
        let role = RoleID("lanh-dao")
        try await expectRefusal(.roleNotAdministered(role), try draft("lanh-dao"), by: city.binh)
        let audit = RoleID("kiem-toan")
        try await expectRefusal(.notDelegableThere(audit), try draft("kiem-toan", at: "H57.01"), by: city.chi)
        for unit in ["H57.02", "H57.02.01"] {
            try await expectRefusal(
                .reachesBeyond(own: city.binhAdministers), try draft(at: unit), by: city.binh)
        }
        // The city is of no kind on which the role administers.
        try await expectRefusal(.administersNothing, try draft(at: "H57"), by: city.binh)
        // One that administers the department alone gives nothing below it.
        let alone = try await here.give("quan-tri", to: .person(city.giang), at: "H57.02", .unit)
        try await expectRefusal(.reachesBeyond(own: alone), try draft(at: "H57.02"), by: city.giang)
        _ = try await here.give(try draft(at: "H57.02", .unit), by: city.giang).done()
    }

    @Test func `a denial counts where it was said, though the right comes from above`() async throws {
        let held = try await here.give("nguoi-xem", to: .person(city.an), at: "H57.01.01")
        let denial = try await here.give("quan-tri-thanh-pho", to: .person(city.chi), at: "H57.01", effect: .deny)
        let refusal = DelegationRefusal.denied(own: city.chiAdministers, by: denial)
        for unit in ["H57.01", "H57.01.01", "H57"] {
            try await expectRefusal(refusal, try draft(at: unit), by: city.chi)
        }
        #expect(try await here.revoke(held, by: city.chi).refusal == refusal)
        _ = try await here.give(try draft(at: "H57.02"), by: city.chi).done()
    }

    @Test func `denying is for those who may`() async throws {
        try await expectRefusal(
            .mayNotDeny(own: city.binhAdministers), try draft(effect: .deny), by: city.binh)
        _ = try await here.give(try draft(effect: .deny), by: city.chi).done()
    }

    @Test func `nobody gives from the past on, or for longer than its own right lasts`() async throws {
        let now = here.clock.now
        try await expectRefusal(
            .startsInThePast, try draft(during: .since(now - .milliseconds(1))), by: city.binh)
        let end = now + .hours(48)
        let own = try await here.give(
            "quan-tri", to: .person(city.giang), at: "H57.02", during: try .since(now, for: .hours(48)))
        for period in [Period.since(now), try .since(now, for: .hours(48) + .milliseconds(1))] {
            try await expectRefusal(
                .outlasts(own: own, until: end), try draft(at: "H57.02", during: period), by: city.giang)
        }
        _ = try await here.give(
            try draft(at: "H57.02", during: try .since(now, for: .hours(48))), by: city.giang
        ).done()
        here.clock.advance(by: .hours(48))
        try await expectRefusal(.administersNothing, try draft(at: "H57.02"), by: city.giang)
    }

    @Test func `roles that exclude each other never meet, whoever gives them`() async throws {
        try await here.give("nguoi-duyet", to: .post("chuyen-vien@H57.01.01"), at: "H57.01.01")
        for giver in [city.binh, nil] {
            try await expectRefusal(.wouldMeetExcluded(city.an), try draft(), by: giver)
            _ = try await here.give(try draft(at: "H57.01.02"), by: giver).done()
        }
        try await expectRefusal(
            .wouldMeetExcluded(city.giang), try draft(to: .person(city.giang), at: "H57.01.01", .unit), by: city.binh)
    }

    @Test func `two givers at once on two nodes can't bring together what excludes each other`() async throws {
        let other = try TestInstallation(beside: here)
        for person in [city.an, city.giang, city.dung] {
            let entry = try draft("nguoi-nhap", to: .person(person))
            let approval = try draft("nguoi-duyet", to: .person(person), at: "H57.01.01")
            async let one = here.give(entry, by: city.binh)
            async let two = other.give(approval, by: city.chi)
            let refusals = try await [one, two].compactMap(\.refusal)
            #expect(refusals == [.wouldMeetExcluded(person)])
            #expect(try await here.grants().filter { $0.subject == .person(person) }.count == 1)
        }
    }

    // MARK: Taking back

    @Test func `a grant is ended by who could give it, by the operators, and by nobody else`()
        async throws
    {
        for person in [city.binh, city.chi, nil] {
            let grant = try await here.give(try draft(), by: city.binh).done()
            here.clock.advance(by: .seconds(1))
            #expect(try await here.revoke(grant.id, by: city.an).refusal == .administersNothing)
            #expect(try await here.grants().last == grant)
            _ = try await here.revoke(grant.id, by: person).done()
            let ended = try #require(try await here.grants().last)
            #expect(ended.id == grant.id && ended.period == Period(from: grant.period.from, until: here.clock.now))
            guard case .alreadyEnded = try await here.revoke(grant.id, by: person) else {
                Issue.record("ended twice")
                continue
            }
        }
    }

    @Test func `a grant that hasn't begun is taken back altogether, and one that never was is unknown`() async throws {
        let before = try await here.grants()
        let grant = try await here.give(
            try draft(during: .since(here.clock.now + .hours(1))), by: city.binh
        ).done()
        _ = try await here.revoke(grant.id, by: city.binh).done()
        #expect(try await here.grants() == before)
        for id in [grant.id, GrantID(999_999)] {
            guard case .unknownGrant(id) = try await here.revoke(id) else {
                Issue.record("\(id) is known")
                continue
            }
        }
        // Its number is never given again.
        #expect(try await here.give(try draft(), by: city.binh).done().id.number > grant.id.number)
    }

    @Test func `nobody lifts a denial that hits them`() async throws {
        let denial = try await here.give(
            try draft(to: .person(city.binh), effect: .deny), by: city.chi
        ).done()
        try await here.give("quan-tri-thanh-pho", to: .person(city.binh), at: "H57")
        #expect(try await here.revoke(denial.id, by: city.binh).refusal == .toItself)
        _ = try await here.revoke(denial.id, by: city.chi).done()
    }

    @Test func `whoever administers nothing any more takes nothing back, what they gave neither`()
        async throws
    {
        let denial = try await here.give(try draft(effect: .deny), by: city.chi).done()
        let permit = try await here.give(try draft("nguoi-xem"), by: city.chi).done()
        here.clock.advance(by: .seconds(1))
        _ = try await here.revoke(city.chiAdministers).done()
        let before = try await here.grants()
        for grant in [denial, permit] {
            #expect(try await here.revoke(grant.id, by: city.chi).refusal == .administersNothing)
        }
        #expect(try await here.grants() == before)
    }

    // MARK: Disabled accounts

    @Test func `somebody who is disabled gives, passes on and takes back nothing`() async throws {
        let given = try await here.give(try draft(), by: city.binh).done()
        let now = here.clock.now
        let week = try Period.since(now, for: .hours(24 * 7))
        func acts() async throws -> [GrantOutcome] {
            [
                try await here.give(try draft("nguoi-xem"), by: city.binh),
                try await here.delegate(given.id, from: city.an, to: city.giang, during: week),
                try await here.revoke(given.id, by: city.binh),
            ]
        }
        let actors = [city.binh, city.an]
        for person in actors {
            try await here.execute("UPDATE people SET is_enabled = 0 WHERE id = '\(person.text)'")
        }
        let before = (try await here.revision(), try await here.grants())
        let refused = try await acts().map { outcome in
            if case .disabled(let person) = outcome { person } else { try #require(nil, "\(outcome)") as PersonID }
        }
        #expect(refused == [city.binh, city.an, city.binh])
        let after = (try await here.revision(), try await here.grants())
        #expect(before.0 == after.0 && before.1 == after.1)
        // Nothing else was in the way.
        for person in actors {
            try await here.execute("UPDATE people SET is_enabled = 1 WHERE id = '\(person.text)'")
        }
        for outcome in try await acts() { _ = try outcome.done() }
    }
}
