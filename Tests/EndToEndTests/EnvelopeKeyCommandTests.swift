import Foundation
import Subprocess
import Testing

extension EndToEnd.Commands {
    /// The keys that VNeID seals to (profile `quirks`), at the command line.
    @Suite
    struct EnvelopeKeyCommandTests {
        private func run(
            _ here: Installation, _ arguments: [String], masterKey: UInt8 = 7, input: String = ""
        ) async throws -> ProgramRun {
            try await CommandLineTool.run(
                arguments + Assumed.on(here.data), input: input,
                environment: ["HUE_SSO_MASTER_KEY": Data(repeating: masterKey, count: 32).base64URL])
        }

        private func installation(_ more: String = "") async throws -> Installation {
            let here = try await Installation.empty()
            let settings = """
                issuer: https://sso.hue.test
                listen: { port: 0 }
                vneid: { profile: quirks, issuer: 'https://v.test', client-id: hue, client-secret: x\(more) }
                """
            try Data(settings.utf8).write(to: here.data.appendingPathComponent("hue-sso.yaml"))
            return here
        }

        @Test func `a key is made once, shown again, and goes with the master key`() async throws {
            let here = try await installation()
            defer { here.remove() }
            for command in [["config", "check"], ["serve"]] {
                let before = try await run(here, command)
                #expect(before.code == Exit.configuration && before.errors.contains("make-key"), "\(before)")
            }
            #expect(try await run(here, ["vneid", "show-key"]).code == Exit.noInput)

            let made = try await run(here, ["vneid", "make-key"])
            #expect(made.code == 0 && made.output.hasPrefix("-----BEGIN PUBLIC KEY-----\n"), "\(made)")
            let again = try await run(here, ["vneid", "make-key"])
            #expect(again.code == Exit.cannotCreate && again.output.isEmpty, "\(again)")
            #expect(try await run(here, ["vneid", "show-key"]).output == made.output)
            #expect(try await run(here, ["config", "check"]).code == 0)

            let new = Data(repeating: 9, count: 32).base64URL
            let resealed = try await run(
                here, ["key", "reseal", "--new-master-key-file", "-", "--yes"], input: new + "\n")
            #expect(resealed.code == 0, "\(resealed)")
            #expect(try await run(here, ["vneid", "show-key"], masterKey: 9).output == made.output)
            #expect(try await run(here, ["vneid", "show-key"]).code == Exit.configuration)
        }

        @Test func `it is changed for another while both count`() async throws {
            let here = try await installation()
            defer { here.remove() }
            let first = try await run(here, ["vneid", "make-key"])
            #expect(try await run(here, ["vneid", "retire-key", "--yes"]).code == Exit.badData)
            let second = try await run(here, ["vneid", "make-key", "--successor"])
            #expect(second.code == 0 && second.output != first.output, "\(second)")
            #expect(try await run(here, ["vneid", "show-key"]).output == second.output + first.output)
            let retired = try await run(here, ["vneid", "retire-key", "--yes"])
            #expect(retired.code == 0 && retired.output == second.output, "\(retired)")
            #expect(try await run(here, ["vneid", "show-key"]).output == second.output)
        }

        @Test func `a file that a setting names, and that isn't there, is said`() async throws {
            let here = try await installation(", key-file: /nowhere/vneid-key.json")
            defer { here.remove() }
            for command in [["config", "check"], ["serve"], ["vneid", "make-key"]] {
                let answer = try await run(here, command)
                #expect(
                    answer.code == Exit.configuration && answer.errors.contains("/nowhere/vneid-key.json"), "\(answer)")
            }
        }
    }
}
