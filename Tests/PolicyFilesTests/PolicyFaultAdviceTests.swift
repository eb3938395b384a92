import Permissions
import PolicyFiles
import TestSupport
import Testing

struct PolicyFaultAdviceTests {
    /// Every fault, with what its advice has to name in both languages.
    static let all: [(fault: PolicyFault, facts: [String])] =
        [
            (.definedTwice, []), (.outsideOf("bi.report"), ["\"bi.report.\""]),
            (.unknownFunction("bi.none"), ["bi.none"]), (.unknownRole("none"), ["none"]),
            (.unknownKind("moon"), ["moon", "unit-kinds.yaml"]),
            (.includesItself(["x", "y", "x"]), ["x → y → x", "includes"]),
            (.empty, ["functions", "includes", "administers"]),
            (.tierTooLow(.personal, least: .two), ["personal", "authentication", "2"]),
            (.freshnessOutOfRange, ["fresh_minutes", "720"]), (.standInOutOfRange, ["stand_in_days", "90"]),
            (.exclusionNeedsTwoRoles, ["roles"]),
            (.holdsExcluded("editor", "signer", rule: "two"), ["editor", "signer", "two"]),
            (
                .administersBeyondItself(through: "unit-admin", role: "head", at: "ward"),
                ["unit-admin", "head", "ward", "administers", "delegable_at"]
            ),
            (
                .deniesBeyondItself(through: "unit-admin", role: "head", at: "ward"),
                ["unit-admin", "head", "ward", "administers", "may_deny: true"]
            ),
            (.notDelegable("viewer"), ["viewer", "delegable_at"]),
            (.serviceAdministers("unit-admin"), ["unit-admin", "roles"]), (.serviceWithoutRoles, ["roles"]),
        ] + PolicyLimit.allCases.map { (.tooMany($0), ["\($0.bound)"]) }

    /// A fault that is new has to be named here, and so comes into the table.
    private static func place(of fault: PolicyFault) -> Int {
        switch fault {
        case .definedTwice: 0
        case .tooMany: 1
        case .outsideOf: 2
        case .unknownFunction: 3
        case .unknownRole: 4
        case .unknownKind: 5
        case .includesItself: 6
        case .empty: 7
        case .tierTooLow: 8
        case .freshnessOutOfRange: 9
        case .standInOutOfRange: 10
        case .exclusionNeedsTwoRoles: 11
        case .holdsExcluded: 12
        case .administersBeyondItself: 13
        case .deniesBeyondItself: 14
        case .notDelegable: 15
        case .serviceAdministers: 16
        case .serviceWithoutRoles: 17
        }
    }

    @Test(arguments: all)
    func `a fault says in both languages what is wrong and what to do`(fault: PolicyFault, facts: [String]) {
        #expect(fault.advice.flaws(facts) == [])
    }

    @Test func `every fault has a text of its own`() {
        #expect(Set(Self.all.map { Self.place(of: $0.fault) }) == Set(0...17))
        #expect(Set(Self.all.map(\.fault.advice.vietnamese)).count == Self.all.count)
        #expect(Set(Self.all.map(\.fault.advice.english)).count == Self.all.count)
    }
}
