import Accounts
import Directory
import Identity
import LDAP
import LDAPTestSupport
import Storage
import TestSupport
import Testing

@testable import Operations

/// Who works here no more is shut out at once, though the plan of which they are part waits for somebody.
@Suite(.bothDatabases) struct HeldLeaversTests {
    private static let inactive = "nguoi.nghi", missing = "nguoi.mat"

    /// A plan that is held, as a unit is merged into another; of two people one is said to have left, and one isn't there
    /// any more.
    private static func withHeldPlan(_ body: (ServedCity, DirectoryPreview) async throws -> Void) async throws {
        let plan = Slapd.Plan().with { plan in
            plan.more = [inactive, missing].map { Slapd.officer($0, number: nil, unit: "H57.02.02") }.joined()
        }
        try await ServedCity.run(plan) { city in
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(1))
            let unit = "ou=H57.05.04,ou=don-vi,\(Slapd.base)"
            try await city.slapd.set("hueUnitReplacedBy", ["H57.05.05"], of: unit)
            try await city.slapd.set("hueActive", ["FALSE"], of: "uid=\(inactive),ou=can-bo,\(Slapd.base)")
            try await city.slapd.delete("uid=\(missing),ou=can-bo,\(Slapd.base)")
            let preview = try await city.preview()
            #expect(preview.plan.held == [.merged("H57.05.04")])
            #expect(preview.plan.people.count { $0.kinds.contains(.left) } == 2)
            try await body(city, preview)
        }
    }

    @Test func `who is said to have left leaves at once, and what is approved afterwards is the plan of before`()
        async throws
    {
        try await Self.withHeldPlan { city, preview in
            guard case .held(let held, let departures?) = try await city.settle() else {
                Issue.record("nobody has left")
                return
            }
            #expect(held.digest == preview.digest)
            #expect(departures.plan.people.map(\.kinds) == [[.left]])
            #expect(try await city.state(of: Self.inactive) == .left)
            #expect(try await city.state(of: Self.missing) == .active)
            let status = try await city.desk().status()
            #expect(status.lastChanges == ["people.left 1"] && status.runs.first?.approvedBy == nil)
            #expect(status.state.held == held)

            let revision = try await city.here.revision()
            city.here.clock.advance(by: .hours(1))
            guard case .held(let same, nil) = try await city.settle() else {
                Issue.record("somebody has left again")
                return
            }
            #expect(try await city.here.revision() == revision)
            #expect(same == held)

            let desk = try await city.desk()
            let approved = try await desk.settle(
                try await desk.readWhole(), .whole, approving: held.digest, city.here.act)
            #expect(approved.outcome.word == "applied")
            #expect(try await city.state(of: Self.missing) == .left)
            #expect(try await city.settle().word == "nothing")
        }
    }

    @Test func `whose leaving was taken back stays until somebody approves it`() async throws {
        try await Self.withHeldPlan { city, _ in
            #expect(try await city.settle().word == "held")
            guard case .undone = try await city.desk().undo(city.here.act) else {
                Issue.record("nothing was taken back")
                return
            }
            #expect(try await city.state(of: Self.inactive) == .active)
            guard case .held(_, nil) = try await city.settle() else {
                Issue.record("somebody has left")
                return
            }
            #expect(try await city.state(of: Self.inactive) == .active)
        }
    }
}

extension ServedCity {
    fileprivate func state(of username: String) async throws -> StaffState? {
        let name = try #require(Username(username))
        return try await here.read { transaction in
            let person = try #require(try transaction.directoryBindings.people(named: [name])[name])
            return try transaction.staffAccounts.state(of: person)
        }
    }
}
