import Accounts
import Database
import Directory
import Identity
import LDAPTestSupport
import Permissions
import Storage
import TestSupport
import Testing

@testable import Operations

/// What becomes of people as their entries move, go and come back on a real slapd.
@Suite(.bothDatabases) struct ServedStaffTests {
    private static let first = "H57.05.04", second = "H57.02.02"

    private static func entry(_ name: String, _ number: String?) -> String {
        Slapd.officer(name, number: number, unit: first)
    }

    private static let known = "nguoi.co.so", unknown = "nguoi.khong.so", number = "000000000009"

    private static func withStaff(_ body: (ServedCity) async throws -> Void) async throws {
        let plan = Slapd.Plan().with { $0.more = entry(known, number) + entry(unknown, nil) }
        try await ServedCity.run(plan) { city in
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(1))
            try await body(city)
        }
    }

    private static func dn(_ name: String) -> String { "uid=\(name),ou=can-bo,\(Slapd.base)" }

    @Test func `who moves loses what hung on the old post, and is the same person`() async throws {
        try await Self.withStaff { city in
            let person = try #require(try await city.person(Self.known))
            try await city.here.give("nhan-su", to: .post("chuyen-vien@\(Self.first)"), at: Self.first)
            let mine = try await city.here.give("nhan-su", to: .person(person), at: "H57.02")
            city.here.clock.advance(by: .hours(1))
            #expect(try await city.may(person, at: Self.first))

            try await city.slapd.set("departmentNumber", [Self.second], of: Self.dn(Self.known))
            let plan = try await city.preview().plan
            #expect(plan.people.map(\.kinds) == [[.moved]] && plan.held.isEmpty)
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(1))
            #expect(try await city.person(Self.known) == person)
            #expect(try await city.posts(of: person) == ["chuyen-vien@\(Self.second)"])
            #expect(try await !city.may(person, at: Self.first))
            // What was given in person goes too: the role isn't kept on a move.
            #expect(try await !city.may(person, at: "H57.02"))
            #expect(try await !city.here.grants().contains { $0.id == mine && $0.period.contains(city.here.clock.now) })
        }
    }

    @Test func `an entry that is renamed is the same person, and stays at work`() async throws {
        try await Self.withStaff { city in
            let person = try #require(try await city.person(Self.known))
            try await city.slapd.rename(Self.dn(Self.known), to: "uid=ten.moi")
            let plan = try await city.preview().plan
            #expect(plan.people.map(\.kinds) == [[.loginChanged]])
            #expect(try await city.settle().word == "applied")
            #expect(try await city.person("ten.moi") == person)
            #expect(try await city.posts(of: person) == ["chuyen-vien@\(Self.first)"])
        }
    }

    @Test(arguments: [true, false])
    func `who left and comes back is who they were, with their posts`(hasNumber: Bool) async throws {
        let name = hasNumber ? Self.known : Self.unknown
        try await Self.withStaff { city in
            let person = try #require(try await city.person(name))
            try await city.slapd.set("hueActive", ["FALSE"], of: Self.dn(name))
            #expect(try await city.settle().word == "applied")
            #expect(try await city.state(of: person) == .left)
            #expect(try await city.posts(of: person) == [])
            // Who has a number stays a citizen; who has none can't be anybody any more.
            #expect(try await city.isEnabled(person) == hasNumber)

            city.here.clock.advance(by: .hours(1))
            // Said, not left out: of an attribute that nobody has it isn't known whether it is hidden.
            try await city.slapd.set("hueActive", ["TRUE"], of: Self.dn(name))
            #expect(try await city.preview().plan.people.map(\.kinds) == [[.returned]])
            #expect(try await city.settle().word == "applied")
            #expect(try await city.person(name) == person)
            #expect(try await city.state(of: person) == .active)
            #expect(try await city.isEnabled(person))
            #expect(try await city.posts(of: person) == ["chuyen-vien@\(Self.first)"])
        }
    }

    @Test func `an entry made again under the same name is its person by the number, if somebody says so`() async throws
    {
        try await Self.withStaff { city in
            let person = try #require(try await city.person(Self.known))
            try await city.slapd.delete(Self.dn(Self.known))
            try await city.slapd.change(Slapd.addition(of: Self.entry(Self.known, Self.number)))
            let held = try #require(try await city.settle().heldPlan)
            #expect(held.reasons == [.rebound(1)])
            #expect(try await city.approve().word == "applied")
            #expect(try await city.person(Self.known) == person)
            #expect(try await city.posts(of: person) == ["chuyen-vien@\(Self.first)"])
            #expect(try await city.settle().word == "nothing")
        }
    }

    @Test func `an entry made again under the same name, without a number, is somebody else`() async throws {
        try await Self.withStaff { city in
            let person = try #require(try await city.person(Self.unknown))
            try await city.here.give("nhan-su", to: .person(person), at: "H57.02")
            try await city.slapd.delete(Self.dn(Self.unknown))
            try await city.slapd.change(Slapd.addition(of: Self.entry(Self.unknown, nil)))
            let plan = try await city.preview().plan
            #expect(Set(plan.people.map(\.kinds)) == [[.joined], [.left]])
            #expect(plan.conflicts.map(\.kind.name) == ["username-of-another"])
            #expect(try await city.settle().word == "applied")
            #expect(try await city.state(of: person) == .left)
            #expect(try await !city.isEnabled(person))
            let other = try #require(
                try await city.everybody().first { $0.dn == Self.dn(Self.unknown) && $0.isActive }?.id)
            #expect(other != person)
            city.here.clock.advance(by: .hours(1))
            #expect(try await !city.may(other, at: "H57.02"))
        }
    }
}

extension ServedCity {
    fileprivate struct Staff {
        let id: PersonID
        let dn: String
        let username: String?
        let isActive: Bool
    }

    fileprivate func everybody() async throws -> [Staff] {
        try await here.read { transaction in
            try transaction.rows(
                """
                SELECT person, dn, COALESCE(username, ''), CASE is_active WHEN 0 THEN 'no' ELSE 'yes' END
                FROM directory_bindings WHERE person IS NOT NULL
                """
            ).map { row in
                Staff(
                    id: try #require(PersonID(try row.text(0))), dn: try row.text(1), username: try row.text(2),
                    isActive: try row.text(3) == "yes")
            }
        }
    }

    fileprivate func person(_ username: String) async throws -> PersonID? {
        try await everybody().first { $0.username == username }?.id
    }

    fileprivate func posts(of person: PersonID) async throws -> [String] {
        let now = here.clock.now
        return try await here.read { transaction in
            try transaction.assignments.facts(of: person).map(\.fact).filter { $0.period.contains(now) }
                .map { "\($0.post)" }.sorted()
        }
    }

    fileprivate func state(of person: PersonID) async throws -> StaffState? {
        try await here.read { transaction in try transaction.staffAccounts.state(of: person) }
    }

    fileprivate func isEnabled(_ person: PersonID) async throws -> Bool {
        try await here.read { transaction in try transaction.people.isEnabled(person) }
    }

    /// Whether somebody may look at reports.
    fileprivate func may(_ person: PersonID, at unit: String) async throws -> Bool {
        let now = here.clock.now
        let state = try await here.permissions()
        return state.snapshot.decide(
            Question(
                person: person, function: try #require(FunctionID("bi.dashboard.view")),
                unit: try #require(UnitID(unit)), moment: now, session: .best(at: now))
        ).isPermit
    }
}
