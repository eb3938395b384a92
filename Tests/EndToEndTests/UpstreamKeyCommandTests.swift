import Foundation
import Subprocess
import Testing

extension EndToEnd.Commands {
    /// The key that VNeID seals to (profile `quirks`), at the command line.
    @Suite
    struct UpstreamKeyCommandTests {
        private func run(
            _ here: Installation, _ arguments: [String], masterKey: UInt8 = 7, input: String = ""
        ) async throws -> ProgramRun {
            try await CommandLineTool.run(
                arguments + Assumed.on(here.data), input: input,
                environment: ["HUE_SSO_MASTER_KEY": Data(repeating: masterKey, count: 32).base64URL])
        }

        @Test func `a key is made once, shown again, and goes with the master key`() async throws {
            let here = try await Installation.empty()
            defer { here.remove() }
            let file = here.data.appendingPathComponent("vneid-key.json").path
            let settings = """
                issuer: https://sso.hue.test
                vneid: { profile: quirks, issuer: 'https://v.test', client-id: hue, client-secret: x, key-file: \(file) }
                """
            try Data(settings.utf8).write(to: here.data.appendingPathComponent("hue-sso.yaml"))
            let before = try await run(here, ["config", "check"])
            #expect(before.code == Exit.configuration && before.errors.contains(file), "\(before)")

            let made = try await run(here, ["vneid", "make-key"])
            #expect(made.code == 0 && made.output.hasPrefix("-----BEGIN PUBLIC KEY-----\n"), "\(made)")
            let again = try await run(here, ["vneid", "make-key"])
            #expect(again.code == Exit.cannotCreate && again.output.isEmpty, "\(again)")
            let shown = try await run(here, ["vneid", "show-key"])
            #expect(shown.output == made.output)
            #expect(try await run(here, ["config", "check"]).code == 0)

            let new = Data(repeating: 9, count: 32).base64URL
            let resealed = try await run(
                here, ["key", "reseal", "--new-master-key-file", "-", "--yes"], input: new + "\n")
            #expect(resealed.code == 0, "\(resealed)")
            let shownAfter = try await run(here, ["vneid", "show-key"], masterKey: 9)
            #expect(shownAfter.output == made.output)
            #expect(try await run(here, ["vneid", "show-key"]).code == Exit.configuration)
        }
    }
}
