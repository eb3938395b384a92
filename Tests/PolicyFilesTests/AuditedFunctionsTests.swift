import Identity
import Permissions
import PolicyFiles
import Testing

struct AuditedFunctionsTests {
    private func policy(_ functions: String) throws -> Policy {
        let text = "platform: bi\nname: { vi: a, en: a }\nfunctions:\n" + functions
        return try PolicyReader.read([PolicyFile(name: "bi.yaml", text: text)])
    }

    private func audited(_ functions: String) throws -> [String] {
        try policy(functions).auditedFunctions.map(\.text).sorted()
    }

    @Test func `nothing is audited unless the policy says so`() throws {
        #expect(try audited("  - { id: view, name: { vi: a, en: a } }\n") == [])
    }

    @Test func `a function inherits from its group that it is audited, and may say otherwise`() throws {
        let functions = """
              - id: report
                name: { vi: a, en: a }
                audit: true
                functions:
                  - { id: enter, name: { vi: a, en: a } }
                  - { id: list, name: { vi: a, en: a }, audit: false }
                  - id: deep
                    name: { vi: a, en: a }
                    functions:
                      - { id: one, name: { vi: a, en: a } }
              - id: board
                name: { vi: a, en: a }
                functions:
                  - { id: view, name: { vi: a, en: a } }
                  - { id: publish, name: { vi: a, en: a }, audit: true }

            """
        #expect(
            try audited(functions) == [
                "bi.board.publish", "bi.report", "bi.report.deep", "bi.report.deep.one", "bi.report.enter",
            ])
    }

    @Test(arguments: ["often", "1", "[]"])
    func `whether it is audited is yes or no`(value: String) {
        #expect(throws: PolicyFileErrors.self) {
            try policy("  - { id: view, name: { vi: a, en: a }, audit: \(value) }\n")
        }
    }

    @Test func `the city's policies audit something on every platform that changes records`() throws {
        let policy = try PolicyReader.read(try PoliciesTests.files())
        let platforms = Set(policy.auditedFunctions.compactMap { $0.platform?.slug })
        #expect(platforms.isSuperset(of: ["bi", "cqs", "gstt"]))
    }
}
