import Database
import Directory
import Identity
import Permissions
import Storage
import TestSupport
import Testing

@testable import Operations
@testable import Server

/// What was recorded counts in the very next request, on the node where it was written and on any other.
@Suite(.bothDatabases) struct ReadYourWritesTests {
    private let provider: RunningProvider
    private let other: RunningProvider
    private let city: City
    private let an: Acting

    init() async throws {
        provider = try RunningProvider()
        other = try RunningProvider(beside: provider)
        city = try await City(provider)
        an = try await city.signIn("an")
        // Both have a picture from before.
        try await expect("no_grant")
    }

    private func expect(
        _ answer: String, _ function: String = "report.enter", at unit: String = "H57.01.01", persona: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for node in [provider, other] {
            let found = try await city.platform(on: node).answer(
                an.sub, function, at: unit, persona: persona)
            #expect(found == answer, sourceLocation: sourceLocation)
        }
    }

    @Test func `a grant counts at once, and so does its end`() async throws {
        let grant = try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01")
        try await expect("permit")
        _ = try await other.revoke(grant).done()
        try await expect("no_grant")
    }

    @Test func `a denial counts at once, and so does its end`() async throws {
        try await provider.give("nguoi-nhap", to: .post("chuyen-vien@H57.01.01"), at: "H57.01")
        try await expect("permit")
        let denial = try await provider.give(
            "nguoi-nhap", to: .person(city.an), at: "H57", effect: .deny, by: city.chi)
        try await expect("denied")
        _ = try await provider.revoke(denial, by: city.chi).done()
        try await expect("permit")
    }

    @Test func `a post counts at once, and so does its end`() async throws {
        try await provider.give("nguoi-nhap", to: .post("truong-phong@H57.01.02"), at: "H57.01")
        try await provider.assign(city.an, to: "truong-phong@H57.01.02")
        try await expect("permit", persona: "truong-phong@H57.01.02")
        try await expect("persona_required")
        try await other.unassign(city.an, from: "truong-phong@H57.01.02")
        try await expect("no_grant")
    }

    @Test func `a unit that moves takes along what was granted on it, and comes under what is granted there`()
        async throws
    {
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.02")
        try await expect("no_grant")
        try await provider.importUnits(
            City.units.replacing("H57.01.01\tH57.01\t", with: "H57.01.01\tH57.02\t"))
        try await expect("permit")
        try await other.importUnits(City.units)
        try await expect("no_grant")
    }

    @Test func `a unit that ends is unknown at once`() async throws {
        try await expect("no_grant", at: "H57.02.01")
        let rest = City.units.split(separator: "\n").filter { !$0.hasPrefix("H57.02") }.joined(separator: "\n")
        try await provider.importUnits(rest, endsMissing: true)
        try await expect("unknown_unit", at: "H57.02.01")
    }

    @Test func `a policy counts at once, and so does rolling it back`() async throws {
        try await provider.give("nguoi-xem", to: .person(city.an), at: "H57.01")
        let wider = City.roles.replacing(
            "functions: [bi.dashboard.view, map.layer.view]", with: "functions: [bi.dashboard.view, bi.report.enter]")
        provider.clock.advance(by: .seconds(1))
        try await provider.apply(City.policy(roles: wider))
        try await expect("permit")
        provider.clock.advance(by: .seconds(1))
        try await other.rollBack(to: 1)
        try await expect("no_grant")
    }

    // MARK: Time goes on

    private func expectBeginAndEnd(
        of span: (begins: Duration, ends: Duration), persona: String? = nil
    ) async throws {
        try await expect("no_grant", persona: persona)
        provider.clock.advance(by: span.begins - .milliseconds(1))
        try await expect("no_grant", persona: persona)
        provider.clock.advance(by: .milliseconds(1))
        try await expect("permit", persona: persona)
        provider.clock.advance(by: span.ends - span.begins - .milliseconds(1))
        try await expect("permit", persona: persona)
        provider.clock.advance(by: .milliseconds(1))
        try await expect("no_grant", persona: persona)
    }

    private func soon() throws -> Period {
        try #require(
            Period(from: provider.clock.now + .minutes(5), until: provider.clock.now + .minutes(20)))
    }

    @Test func `a grant begins and ends as the clock goes on`() async throws {
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.01", during: try soon())
        try await expectBeginAndEnd(of: (.minutes(5), .minutes(20)))
    }

    @Test func `a post begins and ends as the clock goes on`() async throws {
        try await provider.give("nguoi-nhap", to: .post("truong-phong@H57.01.02"), at: "H57.01")
        try await provider.assign(city.an, to: "truong-phong@H57.01.02", during: try soon())
        try await expectBeginAndEnd(of: (.minutes(5), .minutes(20)), persona: "truong-phong@H57.01.02")
    }

    @Test func `a unit's move begins and ends as the clock goes on`() async throws {
        try await provider.give("nguoi-nhap", to: .person(city.an), at: "H57.02")
        let period = try soon()
        try await provider.importUnits(
            City.units.replacing("H57.01.01\tH57.01\t", with: "H57.01.01\tH57.02\t"), from: period.from)
        try await provider.importUnits(City.units, from: period.until)
        try await expectBeginAndEnd(of: (.minutes(5), .minutes(20)))
    }

    @Test func `a policy begins and ends as the clock goes on`() async throws {
        try await provider.give("nguoi-xem", to: .person(city.an), at: "H57.01")
        let wider = City.roles.replacing(
            "functions: [bi.dashboard.view, map.layer.view]", with: "functions: [bi.dashboard.view, bi.report.enter]")
        let period = try soon()
        try await provider.apply(City.policy(roles: wider), from: period.from)
        try await provider.apply(City.policy, from: period.until)
        try await expectBeginAndEnd(of: (.minutes(5), .minutes(20)))
    }

    // MARK: What was never recorded

    @Test func `what a transaction took back counts for nobody, though it was decided on inside`() async throws {
        let node = provider.provider
        let now = provider.clock.now
        let proposal = try GrantProposal("nguoi-nhap", to: .person(city.an), at: "H57.01", during: .since(now))
        let act: @Sendable (WriteTransaction) throws -> Void = { transaction in
            let outcome = try transaction.record(proposal, node.installation.permissions, at: now) {
                delegation throws(DelegationRefusal) in try delegation.give(asOperators: proposal)
            }
            _ = try outcome.done()
            // A second act of the same transaction sees the first.
            let last = try transaction.permissionRevisions.latest()
            let state = try node.installation.permissions.state(in: transaction, at: now)
            let seen = (try? state.get())?.revision
            #expect(seen == last)
            throw DatabaseError.corruptRecord("so that nothing of this stays")
        }
        await #expect(throws: DatabaseError.self) {
            try await node.installation.database.write(queuingFor: .permissions, act)
        }
        try await expect("no_grant")
        // The next revision has the number of the one that never was.
        try await provider.give("nguoi-xem", to: .person(city.giang), at: "H57.01")
        try await expect("no_grant")
    }
}
