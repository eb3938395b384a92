import Directory
import LDAPTestSupport
import TestSupport
import Testing

@testable import Operations

/// What a server that starts again goes on from.
@Suite struct KeptSourceTests {
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
            #expect(kept.tree == (try await city.tree()) && kept.cookie != nil && kept.basis != nil)
            // While nobody followed.
            try await city.slapd.rename(
                "ou=Ủy ban nhân dân thành phố Mẫu,ou=don-vi,\(Slapd.base)", to: "ou=Thành phố Mẫu")
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
            #expect(again.tree == (try await city.tree()) && again.cookie != kept.cookie)
            #expect(try await city.settle().word == "nothing")
        }
    }

    @Test func `after a whole reading, a night that was missed, or with another mapping, everything is read`()
        async throws
    {
        try await Self.withCity { city in
            try await Self.settle(city)
            #expect(try await city.desk().kept() != nil)
            #expect(try await city.desk("ldapi://%2Ftmp%2Fkhac").kept() == nil)
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
