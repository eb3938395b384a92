import Database
import Directory
import LDAPTestSupport
import Permissions
import Storage
import TestSupport
import Testing

@testable import Operations

/// The order of units among their siblings, as a directory has it (`hueUnitOrder`).
@Suite(.bothDatabases) struct UnitOrderTests {
    @Test func `units stand as the directory orders them; another order is applied, told of and taken back`()
        async throws
    {
        try await ServedCity.run(Slapd.Plan()) { city in
            #expect(try await city.settle().word == "applied")
            city.here.clock.advance(by: .hours(1))
            let before = try await city.departments()
            let last = try #require(before.last)
            #expect(last.order != nil && before.count > 10)
            try await city.slapd.set("hueUnitOrder", ["-1"], of: "ou=\(last.id),ou=don-vi,\(Slapd.base)")
            let plan = try await city.preview().plan
            #expect(plan.units.reordered.map(\.after.id) == [last.id])
            #expect(plan.units.renamed.isEmpty && plan.units.moved.isEmpty && plan.held.isEmpty)

            #expect(try await city.settle().word == "applied")
            #expect(try await city.departments().map(\.id) == [last.id] + before.dropLast().map(\.id))
            #expect(try await city.departments().first?.order == -1)
            let told = "~ \(last.id) order \(last.order ?? 0)->-1 thanh-pho"
            #expect(try await city.here.audit().contains { $0.hasSuffix(told) })
            #expect(try await city.desk().status().lastChanges == ["units.changed 1"])
            #expect(try await city.settle().word == "nothing")

            city.here.clock.advance(by: .hours(1))
            _ = try await city.desk().undo(city.here.act)
            #expect(try await city.departments().map(\.id) == before.map(\.id))
        }
    }
}

extension ServedCity {
    /// The units right below the city, as they stand.
    fileprivate func departments() async throws -> [Unit] {
        let now = here.clock.now
        return try await here.read { transaction in
            let units = try transaction.units.facts(at: try transaction.permissionRevisions.latest()).map(\.fact)
            return try UnitTree(of: units, at: now).units.filter { $0.parent == "H57" }
        }
    }
}
