import Database
import Directory
import Identity
import Operations
import Permissions
import PolicyFiles
import Storage
import TestSupport
import Testing

/// An import decides on what its transaction sees, by every policy that is in force while the units are.
@Suite(.bothDatabases) struct ImportUnitsTests {
    private let here: TestInstallation

    init() async throws {
        here = try TestInstallation()
        _ = try await City(here)
        here.clock.advance(by: .hours(1))
    }

    private func carryOut(
        _ rows: String, from moment: Instant? = nil, endsMissing: Bool = false, ending ended: Set<UnitID> = []
    ) async throws -> Result<UnitPlan, UnitImportRefusal> {
        let request = UnitImportRequest(
            try UnitImport(rows), from: moment ?? here.clock.now, endsMissing: endsMissing)
        return try await ImportUnits(here.installation).run(request, ending: ended, here.act)
    }

    /// Why an import is refused that is to be, and so changes nothing.
    private func refusal(
        _ rows: String, endsMissing: Bool = false, ending ended: Set<UnitID> = []
    ) async throws -> UnitImportRefusal? {
        let revision = try await here.revision()
        let result = try await carryOut(rows, endsMissing: endsMissing, ending: ended)
        #expect(try await here.revision() == revision)
        guard case .failure(let refusal) = result else { return nil }
        return refusal
    }

    private static let center = "\nH57.01.03\tH57.01\ttrung_tam\tTrung tâm"

    /// The city's policy with centers under departments.
    private static func policyWithCenters() -> [PolicyFile] {
        City.policy.map { file in
            guard file.name == "unit-kinds.yaml" else { return file }
            let line = #"  - { id: trung_tam, name: { vi: "Trung tâm", en: "Center" }, below: [so] }"#
            return PolicyFile(name: file.name, text: file.text + "\n" + line)
        }
    }

    @Test func `a kind that only a policy to come knows can be there from then on, and not before`() async throws {
        let then = here.clock.now + .hours(24)
        try await here.apply(Self.policyWithCenters(), from: then)
        let rows = City.units + Self.center
        #expect(
            try await refusal(rows) == .misplaced(.unknownKind("H57.01.03", "trung_tam"), policy: 1))
        #expect(try await carryOut(rows, from: then).get().begun.map(\.id) == ["H57.01.03"])
    }

    @Test func `a kind that a policy to come doesn't know any more is refused`() async throws {
        try await here.apply(Self.policyWithCenters())
        try await here.apply(City.policy, from: here.clock.now + .hours(24))
        #expect(
            try await refusal(City.units + Self.center)
                == .misplaced(.unknownKind("H57.01.03", "trung_tam"), policy: 3))
    }

    @Test func `where the policy can't be read any more nobody can say what is in its place`() async throws {
        try await here.execute("UPDATE policies SET files = '{\"bi.yaml\":\"[\"}'")
        #expect(try await refusal(City.units + Self.center) == .policyUnreadable(number: 1))
    }

    @Test func `units end that were named, and no others`() async throws {
        let fewer = City.units.split(separator: "\n").filter { !$0.hasPrefix("H57.02") }.joined(separator: "\n")
        #expect(try await refusal(fewer, endsMissing: true, ending: ["H57.02"]) == .endsOthers)
        #expect(try await refusal(fewer, endsMissing: true) == .endsOthers)
        let plan = try await carryOut(fewer, endsMissing: true, ending: ["H57.02", "H57.02.01"]).get()
        #expect(plan.ended.map(\.id.text).sorted() == ["H57.02", "H57.02.01"])
    }

    @Test func `what is so already is no change`() async throws {
        let revision = try await here.revision()
        #expect(try await carryOut(City.units).get().isEmpty)
        #expect(try await here.revision() == revision)
    }
}
