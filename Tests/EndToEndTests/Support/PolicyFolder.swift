import Foundation

/// A folder of policies to be changed and applied: a copy of the repository's, or a few files of a test's own.
struct PolicyFolder: Sendable {
    let url: URL
    var path: String { url.path }

    /// The repository's policies.
    /// - Parameter withTests: whether their test cases come along, which hold a change to what the policies promise.
    static func copy(withTests: Bool) throws -> PolicyFolder {
        let folder = PolicyFolder(url: try makeTemporaryFolder("policies"))
        let original = URL(fileURLWithPath: Installation.policies)
        for name in try FileManager.default.contentsOfDirectory(atPath: original.path) {
            guard name.hasSuffix(".yaml"), withTests || !name.hasSuffix(".test.yaml") else { continue }
            let bytes = try Data(contentsOf: original.appendingPathComponent(name))
            try bytes.write(to: folder.url.appendingPathComponent(name))
        }
        return folder
    }

    /// The smallest sound policy.
    static func small() throws -> PolicyFolder {
        let folder = PolicyFolder(url: try makeTemporaryFolder("policies"))
        for (name, text) in smallest { try folder.write(name, text) }
        return folder
    }

    private static let smallest = [
        "unit-kinds.yaml": """
        kinds:
          - id: so
            name: { vi: "Sở", en: "Department" }
        """,
        "bi.yaml": """
        platform: bi
        name: { vi: "Báo cáo số", en: "Digital reports" }
        functions:
          - id: view
            name: { vi: "Xem", en: "View" }
            data: internal
          - id: publish
            name: { vi: "Công bố", en: "Publish" }
            data: internal
        """,
        "roles.yaml": """
        roles:
          - id: xem
            name: { vi: "Người xem", en: "Viewer" }
            functions: [bi.view]
          - id: cong-bo
            name: { vi: "Người công bố", en: "Publisher" }
            includes: [xem]
            functions: [bi.publish]
        """,
        "city.test.yaml": """
        units:
          - { id: H57.05, kind: so, name: "Sở" }
        people:
          - { id: an, position: chuyen-vien, unit: H57.05 }
        """,
        "bi.test.yaml": """
        grants:
          - { person: an, at: H57.05, role: xem }
        cases:
          - name: "người xem được xem"
            person: an
            function: bi.view
            at: H57.05
            expect: permit
          - name: "người xem không công bố"
            person: an
            function: bi.publish
            at: H57.05
            expect: deny
        """,
    ]

    func write(_ file: String, _ text: String) throws {
        try Data(text.utf8).write(to: url.appendingPathComponent(file))
    }

    /// Replaces a text that has to be there, where it stands first.
    func replace(_ old: String, with new: String, in file: String) throws {
        let place = url.appendingPathComponent(file)
        let text = try String(contentsOf: place, encoding: .utf8)
        guard let range = text.range(of: old) else {
            throw Installation.Nothing(description: "\(file) doesn't say \(old)")
        }
        try write(file, text.replacingCharacters(in: range, with: new))
    }

    func remove() { try? FileManager.default.removeItem(at: url) }
}
