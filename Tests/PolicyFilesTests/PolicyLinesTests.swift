import Permissions
import PolicyFiles
import Testing

/// An error points at the line of the very thing that is wrong, not at where the role, kind or function around it
/// begins.
struct PolicyLinesTests {
    private static let name = "name: { vi: a, en: a }"

    /// A small policy that is sound. Each of its lines says one thing.
    private static let sound = [
        "unit-kinds.yaml": """
        kinds:
          - id: city
            \(name)
          - id: ward
            \(name)
            below:
              - city
        """,
        "bi.yaml": """
        platform: bi
        \(name)
        functions:
          - id: view
            \(name)
          - id: report
            \(name)
            fresh_minutes: 15
            functions:
              - id: enter
                \(name)
                data: internal
              - id: approve
                \(name)
        """,
        "roles.yaml": """
        roles:
          - id: viewer
            \(name)
            functions:
              - bi.view
              - bi.report.enter
            kinds:
              - city
              - ward
            delegable_at:
              - city
              - ward
            stand_in_days: 15
          - id: head
            \(name)
            includes:
              - viewer
            functions:
              - bi.report.approve
            delegable_at: [city]
          - id: clerk
            \(name)
            functions: [bi.view]
            delegable_at: [city]
          - id: unit-admin
            \(name)
            kinds: [ward]
            delegable_at: [city]
            administers:
              - viewer
          - id: city-admin
            \(name)
            kinds: [city]
            administers:
              - viewer
              - head
              - unit-admin
          - id: feeder
            \(name)
            functions:
              - bi.report.enter
        """,
        "exclusions.yaml": """
        exclusions:
          - id: two
            \(name)
            extent: unit
            roles:
              - clerk
              - unit-admin
        """,
        "services.yaml": """
        services:
          - client: lgsp
            \(name)
            roles:
              - feeder
        """,
    ]

    private static func errors(_ file: String, _ old: String, _ new: String) throws -> [String] {
        var texts = sound
        let text = try #require(texts[file])
        try #require(old.isEmpty || text.contains(old))
        texts[file] = old.isEmpty ? text : text.replacing(old, with: new, maxReplacements: 1)
        do {
            _ = try PolicyReader.read(texts.map { PolicyFile(name: $0.key, text: $0.value) })
            return []
        } catch {
            return error.all.map { error in
                let fault = "\(error.fault)".replacing("policy(Permissions.PolicyFault.", with: "")
                return "\(error.place.file):\(error.place.line) \(fault)"
            }
        }
    }

    @Test func `the policy that the cases change is sound`() throws {
        #expect(try Self.errors("bi.yaml", "", "") == [])
    }

    @Test(arguments: [
        ("roles.yaml", "- bi.report.enter", "- bi.report.entr", ["6 unknownFunction"]),
        ("roles.yaml", "- bi.view\n", "- bi.none\n      - bi.none\n", ["5 unknownFunction", "6 unknownFunction"]),
        ("roles.yaml", "    kinds:\n      - city", "    kinds:\n      - moon", ["8 unknownKind"]),
        (
            "roles.yaml", "delegable_at:\n      - city\n      - ward", "delegable_at:\n      - city\n      - moon",
            ["12 unknownKind"]
        ),
        ("roles.yaml", "includes:\n      - viewer", "includes:\n      - none", ["17 unknownRole"]),
        ("roles.yaml", "      - head\n", "      - heads\n", ["36 unknownRole"]),
        ("roles.yaml", "stand_in_days: 15", "stand_in_days: 91", ["13 standInOutOfRange"]),
        ("roles.yaml", "includes:\n      - viewer", "includes:\n      - viewer\n      - head", ["18 includesItself"]),
        (
            "roles.yaml", "includes:\n      - viewer", "includes:\n      - viewer\n      - clerk\n      - unit-admin",
            ["19 holdsExcluded"]
        ),
        (
            "roles.yaml", "[bi.view]", "[bi.view]\n    includes:\n      - viewer\n      - unit-admin",
            ["26 holdsExcluded"]
        ),
        ("roles.yaml", "      - viewer\n      - head", "      - head", ["36 administersBeyondItself"]),
        (
            "roles.yaml", "      - viewer\n  - id: city-admin",
            "      - viewer\n    may_deny: true\n  - id: city-admin", ["38 deniesBeyondItself"]
        ),
        ("roles.yaml", "    delegable_at: [city]\n  - id: clerk", "  - id: clerk", ["35 notDelegable"]),
        (
            "roles.yaml", "- id: clerk", "- \(name)\n    id: head\n    functions: [bi.view]\n  - id: clerk",
            ["22 definedTwice"]
        ),
        ("unit-kinds.yaml", "      - city", "      - moon", ["7 unknownKind"]),
        ("exclusions.yaml", "- unit-admin", "- none", ["7 unknownRole"]),
        ("exclusions.yaml", "- unit-admin", "- clerk", ["6 exclusionNeedsTwoRoles"]),
        ("services.yaml", "- feeder", "- none", ["5 unknownRole"]),
        ("services.yaml", "- feeder", "- unit-admin", ["5 serviceAdministers"]),
        ("bi.yaml", "data: internal", "data: personal", ["12 tierTooLow"]),
        ("bi.yaml", "data: internal", "data: personal\n        authentication: 1", ["13 tierTooLow"]),
        ("bi.yaml", "fresh_minutes: 15", "fresh_minutes: 0", ["8 freshnessOutOfRange"]),
        ("bi.yaml", "- id: approve", "- { id: enter, \(name) }\n      - id: approve", ["13 definedTwice"]),
        ("bi.yaml", "platform: bi\n", "# a\nplatform: gis\n", ["2 fileNameIsNotPlatform"]),
        ("bi.yaml", "data: internal", "data: \u{1}", ["12 notYAML"]),
    ])
    func `an error has the line of the item`(file: String, old: String, new: String, wanted: [String]) throws {
        let errors = try Self.errors(file, old, new)
        let lines = wanted.map { "\(file):\($0)" }
        for line in lines { #expect(errors.contains { $0.hasPrefix(line) }, "\(errors)") }
        #expect(errors.allSatisfy { $0.hasPrefix(file) }, "\(errors)")
    }

    @Test func `a wrong freshness is said of the group, not of each part too`() throws {
        #expect(try Self.errors("bi.yaml", "fresh_minutes: 15", "fresh_minutes: 0").count == 1)
    }

    @Test func `what is defined three times is wrong twice, each time at its line`() throws {
        let errors = try Self.errors(
            "unit-kinds.yaml", "below:\n      - city",
            "below: [city]\n  - { id: ward, \(Self.name) }\n  - { id: ward, \(Self.name) }")
        #expect(errors.map { $0.prefix { $0 != " " } } == ["unit-kinds.yaml:7", "unit-kinds.yaml:8"])
    }

    @Test func `functions nested too deeply are named as such`() throws {
        var parts = ""
        for depth in 0..<8 {
            let space = String(repeating: "  ", count: depth * 2 + 1)
            parts += "\(space)- id: f\n\(space)  \(Self.name)\n\(space)  functions:\n"
        }
        let text = "platform: bi\n\(Self.name)\nfunctions:\n" + parts + String(repeating: " ", count: 40) + "[]\n"
        let error = #expect(throws: PolicyFileErrors.self) {
            try PolicyReader.read([PolicyFile(name: "bi.yaml", text: text)])
        }
        #expect(error?.all.map(\.fault) == [.tooDeep])
    }
}
