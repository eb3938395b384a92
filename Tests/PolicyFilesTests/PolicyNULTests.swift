import Permissions
import PolicyFiles
import Testing

/// The text of a policy is kept as it is, and no record holds a NUL.
struct PolicyNULTests {
    private static let sound = """
        platform: bi
        name: { vi: "Báo cáo", en: "Reports" }
        functions:
          - id: view
            name: { vi: "Xem", en: "View" }

        """

    private func read(_ text: String) throws -> Policy {
        try PolicyReader.read([PolicyFile(name: "bi.yaml", text: text)])
    }

    @Test func `without one it is read`() throws {
        #expect(throws: Never.self) { try read(Self.sound) }
    }

    @Test(arguments: [
        "# a\0\n", "...\n\0", "...\n" + String(repeating: "# a comment\n", count: 20_000) + "\0", "\0",
        "--- \0\n",
    ])
    func `a file with one is refused, wherever it stands`(end: String) {
        #expect(throws: PolicyFileErrors.self) { try read(Self.sound + end) }
    }

    @Test func `a name that YAML writes with one isn't a line`() {
        #expect(throws: PolicyFileErrors.self) { try read(Self.sound.replacing("Xem", with: #"Xem\0"#)) }
    }
}
