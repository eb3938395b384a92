import Directory
import Identity
import LDAPTestSupport
import Permissions
import TestSupport
import Testing

@testable import LDAP
@testable import Operations

/// What a server that starts again goes on from.
@Suite(.bothDatabases) struct KeptSourceTests {
    private static func withCity(_ body: (ServedCity) async throws -> Void) async throws {
        let plan = Slapd.Plan().with { plan in
            plan.layout = .nested
            plan.profile = "large"
            plan.units = 6
            plan.people = 5
        }
        try await ServedCity.run(plan, reading: "openldap-nested") { city in
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .minutes(1))
            try await body(city)
        }
    }

    /// Follows until nothing more is told, and settles that.
    @discardableResult private static func settle(
        _ city: ServedCity
    ) async throws -> SettledSource {
        let desk = try await city.desk()
        let whole = try await desk.settle(try await desk.readWhole(), .whole, city.here.act).source
        let follower = DirectoryFollower(desk, from: whole)
        let life = Task { try await follower.run() }
        defer { life.cancel() }
        for await _ in follower.quiet {
            guard let current = try await follower.current() else { continue }
            return try await desk.settle(current, .live, city.here.act)
        }
        throw NeverQuiet()
    }

    private struct NeverQuiet: Error {}

    @Test func `a source that was settled live is kept with its cookie, and gone on with by what is new`() async throws
    {
        try await Self.withCity { city in
            #expect(try await city.desk().kept() == nil)
            try await Self.settle(city)
            let kept = try #require(try await city.desk().kept())
            #expect(kept.cookie != nil && kept.basis != nil)
            #expect(try await city.desk().withTree(kept).1 == (try await city.tree()))
            // While nobody followed.
            try await Self.rename(city)
            city.here.clock.advance(by: .minutes(1))
            let desk = try await city.desk()
            let follower = DirectoryFollower(desk, from: kept)
            let life = Task { try await follower.run() }
            defer { life.cancel() }
            for await _ in follower.quiet {
                guard let current = try await follower.current() else { continue }
                let settled = try await desk.settle(current, .live, city.here.act)
                #expect(settled.outcome.applied?.plan.units.renamed.count == 1)
                break
            }
            let again = try #require(try await city.desk().kept())
            #expect(again.cookie != kept.cookie)
            #expect(try await city.desk().withTree(again).1 == (try await city.tree()))
            #expect(try await city.settle().word == "nothing")
        }
    }

    /// What is known when everything has been told, and what becomes of it.
    private static func next(
        _ follower: DirectoryFollower, _ city: ServedCity
    ) async throws -> (current: FollowedSource, settled: SettledSource?) {
        for await _ in follower.quiet {
            guard let current = try await follower.current() else { continue }
            guard !current.isDoubtful else { return (current, nil) }
            let settled = try await city.desk().settle(current, .live, city.here.act)
            follower.rest(on: settled)
            return (current, settled)
        }
        throw NeverQuiet()
    }

    private static func rename(_ city: ServedCity) async throws {
        try await city.slapd.rename(
            "ou=Ủy ban nhân dân thành phố Mẫu,ou=don-vi,\(Slapd.base)", to: "ou=Thành phố Mẫu")
    }

    @Test func `while nothing is new the entries stay where they are kept, and the first that is fetches them`()
        async throws
    {
        try await Self.withCity { city in
            try await Self.settle(city)
            let kept = try #require(try await city.desk().kept())
            city.here.clock.advance(by: .minutes(1))
            let follower = DirectoryFollower(try await city.desk(), from: kept)
            let life = Task { try await follower.run() }
            defer { life.cancel() }
            let (unchanged, first) = try await Self.next(follower, city)
            #expect(unchanged.tree == nil && first?.outcome.word == "nothing" && first?.source.tree == nil)
            let state = try await city.desk().status().state
            #expect(state.readAt == city.here.clock.now && state.kind == .live && state.refusal == nil)
            // Of the next start, too.
            #expect(try await city.desk().kept()?.basis == first?.source.basis)
            try await Self.rename(city)
            let (changed, second) = try await Self.next(follower, city)
            #expect(changed.tree == (try await city.tree()))
            #expect(second?.outcome.applied?.plan.units.renamed.count == 1)
        }
    }

    @Test func `what was kept and is given up meanwhile is read anew when it's needed, and nothing is applied`()
        async throws
    {
        try await Self.withCity { city in
            try await Self.settle(city)
            let kept = try #require(try await city.desk().kept())
            // Somebody at the command line reads everything.
            try await city.settle()
            await #expect(throws: KeptSourceGone()) {
                try await city.desk().settle(kept, .live, city.here.act)
            }
            try await Self.rename(city)
            let revision = try await city.here.revision()
            let follower = DirectoryFollower(try await city.desk(), from: kept)
            let life = Task { try await follower.run() }
            defer { life.cancel() }
            #expect(try await Self.next(follower, city).current.isDoubtful)
            #expect(try await city.here.revision() == revision)
            #expect(follower.resumable(after: LDAPError.cancelled) == nil)
        }
    }

    @Test func `nothing new is no reason to look at nobody where somebody changed the records, or time does`()
        async throws
    {
        try await Self.withCity { city in
            try await Self.settle(city)
            let kept = try #require(try await city.desk().kept())
            // The policy of tomorrow.
            let tomorrows = try ServedCity.files().map { PolicyFile(name: $0.name, text: $0.text + "\n# mai\n") }
            try await city.here.apply(tomorrows, from: city.here.clock.now + .minutes(5))
            let later = try #require(try await city.desk().kept())
            #expect(later.basis == nil)
            let settled = try await city.desk().settle(kept, .live, city.here.act)
            #expect(settled.outcome.word == "nothing" && settled.source.tree != nil)
            let again = try #require(try await city.desk().kept())
            #expect(again.basis != nil)
            #expect(try await city.desk().settle(again, .live, city.here.act).source.tree == nil)
            city.here.clock.advance(by: .minutes(6))
            let inForce = try #require(try await city.desk().kept())
            #expect(inForce.basis != nil, "no revision tells that the policy is in force")
            #expect(try await city.desk().settle(inForce, .live, city.here.act).source.tree != nil)
        }
    }

    @Test func `after a whole reading, a night that was missed, or with another mapping, everything is read`()
        async throws
    {
        try await Self.withCity { city in
            try await Self.settle(city)
            #expect(try await city.desk().kept() != nil)
            #expect(try await city.desk("ldapi://%2Ftmp%2Fkhac").kept() == nil)
            // A word means something else, of entries that stay as they are.
            let others = try await city.desk(changing: { $0.replacing("\"Xã\": xa", with: "\"Xã\": phuong") })
            #expect(others.mapping.unit.kind.words != (try await city.desk().mapping.unit.kind.words))
            #expect(try await others.kept() == nil)
            city.here.clock.advance(by: .hours(24))
            #expect(try await city.desk().kept() == nil)
            try await Self.settle(city)
            #expect(try await city.desk().kept() != nil)
            try await city.settle()
            #expect(try await city.desk().kept() == nil)
        }
    }

    @Test func `what somebody changes by hand is compared again, though the source has nothing new`() async throws {
        try await Self.withCity { city in
            let settled = try await Self.settle(city)
            #expect(settled.source.basis != nil)
            let kept = try #require(try await city.desk().kept())
            try await city.here.give("nhan-su", to: .post("chuyen-vien@H57.0001"), at: "H57.0001")
            let later = try #require(try await city.desk().kept())
            #expect(kept.basis != nil && later.basis == nil)
        }
    }
}
