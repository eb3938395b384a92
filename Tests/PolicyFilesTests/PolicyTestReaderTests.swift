import Identity
import Permissions
import PolicyFiles
import Testing

/// Test cases about what doesn't exist would be denied whatever the policy says: they are errors, not cases.
struct PolicyTestReaderTests {
    private static let policy = [
        "unit-kinds.yaml": "kinds: [{ id: city, name: { vi: a, en: a } }, { id: ward, name: { vi: a, en: a } }]",
        "positions.yaml": "positions: [{ id: head, name: { vi: a, en: a } }, { id: clerk, name: { vi: a, en: a } }]",
        "roles.yaml": "roles: [{ id: viewer, name: { vi: a, en: a }, functions: [bi.report] }]",
        "bi.yaml": """
        platform: bi
        name: { vi: a, en: a }
        functions: [{ id: report, name: { vi: a, en: a }, functions: [{ id: view, name: { vi: a, en: a } }] }]
        """,
    ]

    private static let tests = [
        "city.test.yaml": """
        units:
          - { id: H57.02, kind: ward, parent: H57 }
          - { id: H57, kind: city }
        people:
          - { id: an, position: head, unit: H57 }
          - { id: binh }
        """,
        "bi.test.yaml": """
        grants:
          - { position: head, at: H57, role: viewer, kind: ward }
          - { everyone_at: ward, at: own-unit, role: viewer }
        cases:
          - person: an
            function: bi.report.view
            at: H57.02
            used: [viewer]
            expect: permit
        """,
    ]

    private static func errors(_ file: String, _ old: String, _ new: String, withPolicy: Bool = true) throws -> [String]
    {
        var texts = tests
        try #require(texts[file]?.contains(old) == true)
        texts[file] = texts[file]?.replacing(old, with: new, maxReplacements: 1)
        let policy = try PolicyReader.read(policy.map { PolicyFile(name: $0.key, text: $0.value) })
        let files = texts.map { PolicyFile(name: $0.key, text: $0.value) }
        do {
            _ = try PolicyTestReader.read(files, of: withPolicy ? policy : nil, at: PoliciesTests.moment)
            return []
        } catch {
            return error.all.map { "\($0.place.file):\($0.place.line) \($0.fault.advice.english)" }
        }
    }

    @Test func `the tests that the cases change are sound`() throws {
        #expect(try Self.errors("bi.test.yaml", "permit", "permit") == [])
    }

    @Test(arguments: [
        ("city.test.yaml", "kind: ward", "kind: moon", "2 there is no kind of unit moon"),
        ("city.test.yaml", "parent: H57", "parent: H58", "2 there is no unit H58"),
        ("city.test.yaml", "{ id: H57,", "{ id: H57.02,", "3 the unit H57.02 is here twice"),
        ("city.test.yaml", ", parent: H57", "", "2 several units are at the top"),
        ("city.test.yaml", "kind: city", "kind: city, parent: H57.02", "2 no unit is at the top"),
        (
            "city.test.yaml", "kind: city }", "kind: city }\n  - { id: H57.03, kind: ward, parent: H57.03 }",
            "4 these units are under each other"
        ),
        ("city.test.yaml", "position: head", "position: hed", "5 there is no position hed"),
        ("city.test.yaml", "unit: H57", "unit: H57.04", "5 there is no unit H57.04"),
        ("city.test.yaml", ", unit: H57", "", "5 \"unit\" is missing here"),
        ("bi.test.yaml", "position: head", "position: hed", "2 there is no position hed"),
        ("bi.test.yaml", "position: head", "position: clerk", "2 nobody is clerk at H57 here"),
        ("bi.test.yaml", "at: H57,", "at: H57.02,", "2 nobody is head at H57.02 here"),
        ("bi.test.yaml", "at: H57,", "at: H57.03,", "2 there is no unit H57.03"),
        ("bi.test.yaml", "role: viewer, kind", "role: viewr, kind", "2 there is no role viewr"),
        ("bi.test.yaml", "kind: ward", "kind: moon", "2 there is no kind of unit moon"),
        ("bi.test.yaml", "everyone_at: ward", "everyone_at: moon", "3 there is no kind of unit moon"),
        ("bi.test.yaml", "bi.report.view", "bi.report.vew", "6 there is no function bi.report.vew"),
        ("bi.test.yaml", "bi.report.view", "bi.report", "6 bi.report is a group of functions"),
        ("bi.test.yaml", "at: H57.02", "at: H57.03", "7 there is no unit H57.03"),
        ("bi.test.yaml", "used: [viewer]", "used: [viewr]", "8 there is no role viewr"),
    ])
    func `a name that means nothing is an error at its line`(
        file: String, old: String, new: String, wanted: String
    ) throws {
        let errors = try Self.errors(file, old, new)
        #expect(errors.contains { $0.hasPrefix("\(file):\(wanted)") }, "\(errors)")
    }

    @Test func `all that is wrong with a line is told at once`() throws {
        let errors = try Self.errors("bi.test.yaml", "head, at: H57, role: viewer", "hed, at: H58, role: viewr")
        #expect(errors.count == 4, "\(errors)")
    }

    @Test func `a city with an error is told once, not by every file of cases`() throws {
        #expect(try Self.errors("city.test.yaml", "kind: ward", "kind: moon").count == 1)
        #expect(try Self.errors("city.test.yaml", "kind: ward,", "").count == 1)
    }

    @Test func `names of a policy that can't be read are left alone`() throws {
        #expect(try Self.errors("bi.test.yaml", "role: viewer, kind", "role: viewr, kind", withPolicy: false) == [])
        #expect(try Self.errors("bi.test.yaml", "at: H57.02", "at: H57.03", withPolicy: false).count == 1)
    }
}
