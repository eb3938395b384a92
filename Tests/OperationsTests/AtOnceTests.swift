import Accounts
import Database
import Directory
import Identity
import OpenIDConnect
import Operations
import Permissions
import Storage
import TestSupport
import Testing

/// Acts at once on two nodes end as if one had come after the other: none has its effect twice, and none is lost.
@Suite(.bothDatabases) struct AtOnceTests {
    private let nodes: [TestInstallation]
    private let city: City
    private let entry: GrantID
    private static let unit = UnitID("H57.01.01")

    private var here: TestInstallation { nodes[0] }

    init() async throws {
        let here = try TestInstallation()
        nodes = [here, try TestInstallation(beside: here)]
        city = try await City(here)
        entry = try await here.give("nguoi-nhap", to: .person(city.an), at: Self.unit.text, by: city.binh)
        try await here.register()
        here.clock.advance(by: .hours(1))
    }

    // MARK: The same several times

    /// What can be done once, and by whom.
    private enum Once: String, CaseIterable {
        case assign = "assignment", unassign = "assignment-end"
        case grantRevoke = "grant-revoke", grantReview = "grant-review"
        case policyApply = "policy-apply", clientRemove = "client-remove", accountAdd = "account-add"
    }

    /// - Returns: whether it was done.
    private func act(_ act: Once, on node: TestInstallation, _ number: Int) async throws -> Bool {
        let (installation, clerk) = (node.installation, try #require(Post("chuyen-vien@H57.01.02")))
        switch act {
        case .assign:
            let outcome = try await AssignPost(installation).run(
                .person(city.em), to: clerk, during: .since(node.clock.now), node.act)
            if case .assigned = outcome { return true }
        case .unassign:
            let outcome = try await UnassignPost(installation).run(
                city.giang, from: try #require(Post("chuyen-vien@H57.01.01")), at: node.clock.now, node.act)
            if case .unassigned = outcome { return true }
        case .grantRevoke:
            if case .done = try await node.revoke(entry, by: city.binh) { return true }
        case .grantReview:
            let verdicts = ReviewGrants.Verdicts(kept: [], revoked: [entry], keepingRestOf: nil, note: "kỳ 2/2026")
            let outcome = try await ReviewGrants(installation).run(verdicts, on: Self.unit, by: city.binh, node.act)
            if case .recorded = outcome { return true }
        case .policyApply:
            // Each with a text of its own, over the one that all of them have read.
            let files = City.policy(roles: City.roles + String(repeating: "\n", count: number + 1))
            if case .applied = try await node.apply(files, replacing: .some(1)) { return true }
        case .clientRemove:
            return try await RemoveClient(installation).run(try #require(ClientID("bi")), node.act) == .removed
        case .accountAdd:
            let claims = PersonClaims(
                name: "Lê Hà", birthdate: nil, phoneNumber: nil, address: nil, citizenNumber: nil, identityLevel: nil)
            let outcome = try await AddAccount(installation).run(try #require(Username("ha.hue")), of: claims, node.act)
            if case .added = outcome { return true }
        }
        return false
    }

    /// How often the records have what an act does.
    private func effects(of act: Once) async throws -> Int {
        switch act {
        case .assign: try await PostsOfPerson(here.installation).run(city.em).count
        case .unassign:
            try await PostsOfPerson(here.installation).run(city.giang).count { $0.period.until == here.clock.now }
        case .grantRevoke, .grantReview:
            try await here.grants().count { $0.id == entry && $0.period.until == here.clock.now }
        case .policyApply:
            try await here.read { transaction in
                try transaction.policies.facts(at: try transaction.permissionRevisions.latest()).count - 1
            }
        case .clientRemove: Int(try await here.count("clients WHERE id = 'bi' AND removed_at IS NOT NULL"))
        case .accountAdd: Int(try await here.count("local_accounts WHERE username = 'ha.hue'"))
        }
    }

    @Test(arguments: Once.allCases)
    private func `what is done several times at once is done once, and the others are told so`(act: Once) async throws {
        let before = try await here.audit().filter { $0.hasPrefix("\(act.rawValue) | success") }.count
        let done = try await withThrowingTaskGroup(of: Bool.self) { tasks in
            for number in 0..<6 {
                tasks.addTask { try await self.act(act, on: nodes[number % 2], number) }
            }
            return try await tasks.reduce(into: 0) { count, isDone in if isDone { count += 1 } }
        }
        #expect(done == 1)
        #expect(try await effects(of: act) == 1)
        let said = try await here.audit().filter { $0.hasPrefix("\(act.rawValue) | success") }.count
        #expect(said == before + 1)
    }

    // MARK: One beside another

    @Test func `whoever passes a right on while it is taken back leaves nobody with it`() async throws {
        let week = try Period.since(here.clock.now, for: .hours(24 * 7))
        for _ in 0..<5 {
            let grant = try await here.give("nguoi-nhap", to: .person(city.an), at: Self.unit.text, by: city.binh)
            here.clock.advance(by: .minutes(1))
            async let passed = nodes[0].delegate(grant, from: city.an, to: city.giang, during: week)
            async let taken = nodes[1].revoke(grant, by: city.binh)
            _ = try await taken.done()
            // Before it was taken back, or refused.
            let outcome = try await passed
            here.clock.advance(by: .minutes(1))
            let now = here.clock.now
            let decision = try await here.permissions().snapshot.decide(
                Question(
                    person: city.giang, function: try #require(FunctionID("bi.report.enter")), unit: Self.unit,
                    moment: now, session: .best(at: now)))
            #expect(!decision.isPermit, "\(outcome)")
        }
    }

    @Test func `whoever passes a right on to two at once has passed it on to both`() async throws {
        let week = try Period.since(here.clock.now, for: .hours(24 * 7))
        async let one = nodes[0].delegate(entry, from: city.an, to: city.dung, during: week)
        async let two = nodes[1].delegate(entry, from: city.an, to: city.giang, during: week)
        let ids = Set([try await one.done().id, try await two.done().id])
        #expect(ids.count == 2)
        #expect(Set(try await here.grants().filter { $0.standsInFor == entry }.map(\.id)) == ids)
    }

    @Test func `a review keeps nothing that its reader wasn't shown`() async throws {
        for round in 0..<5 {
            let listing = try await GrantsToReview(here.installation).show(Self.unit, at: here.clock.now).get().listing
            let rest = ReviewGrants.Verdicts(kept: [], revoked: [], keepingRestOf: listing, note: "kỳ \(round)")
            async let reviewed = ReviewGrants(nodes[0].installation).run(rest, on: Self.unit, by: city.binh, here.act)
            async let given = nodes[1].give("nguoi-xem", to: .person(city.em), at: Self.unit.text, by: city.binh)
            let fresh = try await given
            if case .recorded(_, let review) = try await reviewed { #expect(review.verdicts[fresh] == nil) }
            #expect(try await here.grants().contains { $0.id == fresh && $0.period.until == nil })
            here.clock.advance(by: .hours(1))
        }
    }

    @Test func `a client is removed beside housekeeping, and both come to their end`() async throws {
        for number in 0..<5 {
            let (gone, stays) = (try await here.register("gone-\(number)"), try await here.register("stays-\(number)"))
            for client in [gone, stays] {
                _ = try await RotateClientSecret(here.installation).run(client.id, overlap: .hours(1), here.act)
            }
            here.clock.advance(by: .hours(2))
            async let removed = RemoveClient(nodes[0].installation).run(gone.id, here.act)
            async let swept = Housekeep(nodes[1].installation).run(at: here.clock.now)
            #expect(try await removed == .removed)
            _ = try await swept
            let left = try await here.read { transaction in
                try transaction.rows("SELECT id FROM clients WHERE former_secret_hash IS NOT NULL").map {
                    try $0.text(0)
                }
            }
            #expect(left == [])
            let clients = try await here.read { try $0.clients.all() }.map(\.id)
            #expect(!clients.contains(gone.id) && clients.contains(stays.id))
        }
    }
}
