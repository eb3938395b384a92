import Permissions
import PolicyFiles
import Testing

struct PolicyReaderTests {
    static func errors(_ name: String, _ text: String) -> [String] {
        do {
            _ = try PolicyReader.read([PolicyFile(name: name, text: text)])
            return []
        } catch {
            return error.all.map { "\($0.place.line) \($0.fault)" }
        }
    }

    @Test(arguments: [
        ("roles.yaml", "roles:\n  - id: a\n    nam: x\n", ["3 unknownKey", "2 missing(\"name\")"]),
        ("roles.yaml", "roles: {}\n", ["1 expected"]),
        ("roles.yaml", "roles:\n  - id: Ä\n    name: { vi: a, en: a }\n", ["2 badName"]),
        ("roles.yaml", "roles:\n  - {id: a, name: {vi: a, en: a}, functions: [x.y]}\n", ["2 policy"]),
        ("roles.yaml", "roles:\n  - id: a\n   name: b\n", ["notYAML"]),
        ("roles.yaml", "roles: &a [*a]\n", ["1 alias"]),
        ("roles.yaml", "{ \"roles\":&a [] }\n", ["1 alias"]),
        ("roles.yaml", "{?&a roles : [] }\n", ["1 alias"]),
        ("roles.yaml", "\u{FEFF}&a { roles: [] }\n", ["1 alias"]),
        ("roles.yaml", "\r&a { roles: [] }\n", ["1 alias"]),
        ("roles.yaml", "roles: []\nroles: []\n", ["1 repeatedKeys([\"roles\"])"]),
        ("bi.yaml", "platform: gis\nname: {vi: a, en: a}\nfunctions: []\n", ["1 fileNameIsNotPlatform"]),
        (
            "exclusions.yaml", "exclusions:\n  - {id: a, name: {vi: a, en: a}, extent: day, roles: []}\n",
            ["2 notOneOf"]
        ),
        (
            "services.yaml", "services:\n  - {client: a b, name: {vi: a, en: a}, roles: [x]}\n", ["2 badName"]
        ),
        ("services.yaml", "services:\n  - {client: lgsp, name: {vi: a, en: a}, roles: [x]}\n", ["2 policy"]),
        ("services.yaml", "services:\n  - {client: lgsp, roles: [x]}\n", ["2 missing(\"name\")"]),
        ("positions.yaml", "positions:\n  - { id: head }\n", ["2 missing(\"name\")"]),
        (
            "positions.yaml", "positions:\n  - {id: a, name: {vi: a, en: a}}\n  - {id: a, name: {vi: b, en: b}}\n",
            ["3 policy"]
        ),
        ("roles.yaml", "", ["1 expected"]),
        // A name that a terminal would obey, or that nobody sees.
        ("positions.yaml", "positions:\n  - {id: a, name: {vi: \"\\e[31mđỏ\", en: a}}\n", ["2 expected"]),
        ("positions.yaml", "positions:\n  - {id: a, name: {vi: a, en: \"a\\u202Eb\"}}\n", ["2 expected"]),
        ("positions.yaml", "positions:\n  - {id: a, name: {vi: \"   \", en: a}}\n", ["2 expected"]),
        ("positions.yaml", "positions:\n  - {id: a, name: {vi: \"a\\0b\", en: a}}\n", ["2 expected"]),
    ])
    func `an error names its line and what is wrong`(name: String, text: String, expected: [String]) {
        let errors = Self.errors(name, text)
        #expect(errors.count >= expected.count)
        for wanted in expected { #expect(errors.contains { $0.contains(wanted) }, "\(errors)") }
    }

    @Test func `all errors are told at once`() {
        let text = "roles:\n  - { id: a }\n  - { id: b, name: { vi: b, en: b }, stand_in_days: many }\n"
        #expect(Self.errors("roles.yaml", text).count == 2)
    }

    @Test func `a file that is too large is not parsed`() {
        #expect(Self.errors("roles.yaml", String(repeating: " ", count: 300_000)) == ["1 tooLarge"])
    }
}
