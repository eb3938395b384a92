import Directory
import TestSupport
import Testing

@Suite struct ErrorTextsTests {
    @Test(
        arguments: [
            (.columnMissing("code"), ["code"]), (.missing("kind"), ["kind"]), (.tooManyCells, []),
            (.bad("x y", form: .unitID), ["x y", "H57.05"]), (.bad("x y", form: .unitKind), ["x y", "phong_cap_xa"]),
            (.bad("x y", form: .post), ["x y"]), (.repeated("H57"), ["H57"]),
        ] as [(TableError.Fault, [String])])
    func `what is wrong with a table is said in both languages, with the line`(
        fault: TableError.Fault, facts: [String]
    ) {
        #expect(TableError(line: 17, fault: fault).text.flaws(facts + ["17"]) == [])
    }

    @Test(
        arguments: [
            (.givenAgain("H57.03", line: 3), ["H57.03", "3"]), (.noTree(.noRoot), []),
            (.noTree(.severalRoots(["H57", "H58"])), ["H57, H58"]),
            (.noTree(.twoVersionsAtOnce("H57.03")), ["H57.03"]),
            (.noTree(.parentMissing(of: "H57.04", parent: "H57.05")), ["H57.04", "H57.05"]),
            (.noTree(.circle(["H57.06", "H57.07"])), ["H57.06, H57.07"]),
        ] as [(UnitPlanError, [String])])
    func `why an import can't be carried out is said in both languages`(error: UnitPlanError, facts: [String]) {
        #expect(error.text.flaws(facts) == [])
    }

    @Test func `of many units that make no tree ten are named`() {
        let units = (1...11).compactMap { UnitID("H57.\($0)") }
        let text = UnitTreeError.circle(units).text.english
        #expect(text.contains("H57.9, H57.10; ") && !text.contains("H57.11"))
    }
}
