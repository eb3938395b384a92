import Directory
import Permissions
import PolicyFiles
import TestSupport
import Testing

struct PolicyFileErrorAdviceTests {
    /// Every fault, with what its advice has to name in both languages.
    static let all: [(fault: PolicyFileError.Fault, facts: [String])] =
        [
            (.tooLarge, ["262144"]), (.notYAML("did not find expected ','"), ["YAML"]),
            (.repeatedKeys(["id", "name"]), ["id, name"]), (.alias, ["&", "*"]), (.missing("name"), ["\"name\""]),
            (.missingOneOf(["person", "citizens"]), ["person, citizens"]),
            (.unknownKey("chức-năng", known: ["platform", "name"]), ["\"chức-năng\"", "platform, name"]),
            (.notOneOf("mật", ["open", "internal"]), ["\"mật\"", "open, internal"]),
            (.badName("Sở"), ["\"Sở\"", "H57.05"]),
            (.fileNameIsNotPlatform("gis"), ["gis.yaml", "platform"]), (.tooDeep, ["8"]),
            (.policy(.definedTwice), []), (.unknownPerson("ai"), ["\"ai\"", "people"]),
            (.unknownUnit("H57.99"), ["H57.99", "units"]),
            (.nobodyHolds(Post("head", at: "H57")), ["head", "H57", "people"]),
            (.unknownPosition("hed"), ["hed", "positions.yaml"]), (.groupOfFunctions("bi.report"), ["bi.report"]),
            (.unitTwice("H57.02"), ["H57.02"]),
        ]
        + PolicyFileError.Shape.allCases.map { shape in (.expected(shape), facts(of: shape)) }
        + trees.map { (.noTree($0.error), $0.facts) }
        + PolicyFileError.DirectoryForm.allCases.map { (.badValue("giá trị", $0), ["\"giá trị\""]) }
        + PolicyFileError.DirectoryFault.allCases.map { (.directory($0), []) }

    private static let trees: [(error: UnitTreeError, facts: [String])] = [
        (.noRoot, []), (.severalRoots(["H57", "H58"]), ["H57, H58"]), (.twoVersionsAtOnce("H57.03"), ["H57.03"]),
        (.parentMissing(of: "H57.04", parent: "H57.05"), ["H57.04", "H57.05"]),
        (.circle(["H57.06", "H57.07"]), ["H57.06, H57.07"]),
    ]

    private static func facts(of shape: PolicyFileError.Shape) -> [String] {
        switch shape {
        case .mapping: [":"]
        case .sequence: ["[a, b]"]
        case .text: []
        case .line: ["256"]
        case .wholeNumber: ["15"]
        case .boolean: ["true", "false"]
        }
    }

    /// A fault that is new has to be named here, and so comes into the table.
    private static func place(of fault: PolicyFileError.Fault) -> Int {
        switch fault {
        case .tooLarge: 0
        case .notYAML: 1
        case .repeatedKeys: 2
        case .alias: 3
        case .expected: 4
        case .missing: 5
        case .missingOneOf: 6
        case .unknownKey: 7
        case .notOneOf: 8
        case .badName: 9
        case .fileNameIsNotPlatform: 10
        case .tooDeep: 11
        case .policy: 12
        case .unknownPerson: 13
        case .unknownUnit: 14
        case .nobodyHolds: 15
        case .unknownPosition: 16
        case .groupOfFunctions: 17
        case .unitTwice: 18
        case .noTree(.noRoot): 19
        case .noTree(.severalRoots): 20
        case .noTree(.twoVersionsAtOnce): 21
        case .noTree(.parentMissing): 22
        case .noTree(.circle): 23
        case .badValue: 24
        case .directory: 25
        }
    }

    @Test(arguments: all)
    func `an error says in both languages what is wrong and what to do`(
        fault: PolicyFileError.Fault, facts: [String]
    ) {
        #expect(fault.advice.flaws(facts) == [])
    }

    @Test func `every error has a text of its own`() {
        #expect(Set(Self.all.map { Self.place(of: $0.fault) }) == Set(0...25))
        #expect(Set(Self.all.map(\.fault.advice.vietnamese)).count == Self.all.count)
        #expect(Set(Self.all.map(\.fault.advice.english)).count == Self.all.count)
    }

    @Test func `the English words of the YAML parser are in the English half alone`() {
        let words = "did not find expected ',' or ']'"
        let advice = PolicyFileError.Fault.notYAML(words).advice
        #expect(advice.english.contains(words) && !advice.vietnamese.contains("expected"))
    }

    @Test func `an error begins with its place, and says the rest in both languages`() {
        let file = PolicyFile(
            name: "roles.yaml", text: "roles:\n  - { id: x, name: { vi: a, en: a }, stand_in_days: x }")
        let errors = #expect(throws: PolicyFileErrors.self) { try PolicyReader.read([file]) }
        let sentences = [
            "roles.yaml:2:53: ở đây phải là một số nguyên; hãy viết bằng chữ số, ví dụ 15",
            "(a whole number is needed here; write it in digits, such as 15)",
        ]
        #expect(errors?.all.map(\.description) == [sentences.joined(separator: " ")])
    }
}
