import Foundation
import Testing

extension EndToEnd.Commands {
    /// What a command prints and nobody gets: it says so, and what was shown this once isn't lost in silence.
    @Suite(.smallCity)
    struct UnwrittenOutputTests {
        /// Runs a command with its streams redirected by a shell.
        private func run(_ command: String, _ redirection: String, _ city: Installation) async throws -> ProgramRun {
            let program = try Installed.program("hue-sso").path
            return try await ProgramRun(
                of: URL(fileURLWithPath: "/bin/sh"),
                ["-c", "exec '\(program)' \(command) --data '\(city.data.path)' \(redirection)"])
        }

        @Test(
            arguments: [
                (
                    "client add --id lost --name Mất --redirect-uri https://lost.hue.gov.vn/cb",
                    "client rotate-secret lost"
                ),
                (
                    "client add --id lost --name Mất --redirect-uri https://lost.hue.gov.vn/cb --json",
                    "client rotate-secret lost"
                ),
                ("account add --username can.bo.mat --name 'Cán Bộ Mất'", "account reset can.bo.mat"),
                ("account reset can.bo.an --yes --json", "account reset can.bo.an"),
            ], [">/dev/full", ">&-"])
        func `a secret that nobody has seen is said to be lost, with the way to a new one`(
            command: (text: String, remedy: String), redirection: String
        ) async throws {
            try await Installation.scratch { city in
                let run = try await run(command.text, redirection, city)
                #expect(run.code == 74 && run.errors.contains(command.remedy), "\(run)")
            }
        }

        @Test(arguments: ["grant list", "account list --json", "audit list", "unit tree"])
        func `a list that can't be written is no success`(command: String) async throws {
            let city = try Installation.current
            let full = try await run(command, ">/dev/full", city)
            #expect(full.code == 74 && full.errors.contains("could not be written"), "\(full)")
        }

        @Test func `a command keeps its exit code when its reasons can't be said`() async throws {
            let city = try Installation.current
            let unsaid = try await run("account show nobody.here", "2>/dev/full", city)
            #expect(unsaid.code == Exit.noInput, "\(unsaid)")
        }

        @Test(arguments: ["2>/dev/full", "2>&-", "2> >(head -c 1 >/dev/null)"])
        func `a server whose log can't be written goes on`(redirection: String) async throws {
            let folder = try makeTemporaryFolder("full-log")
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appendingPathComponent("hue-sso.yaml")
            let text = Assumed.configuration(issuer: "http://localhost", data: folder) + "\nlisten:\n  port: 0\n"
            try Data(text.utf8).write(to: file)
            let made = try await ProgramRun(
                of: Installed.program("hue-sso"), ["init"] + Assumed.configured(by: file),
                environment: Assumed.masterKeyEnvironment)
            #expect(made.code == 0, "\(made)")
            let process = try ChildProcess(
                URL(fileURLWithPath: "/bin/bash"),
                [
                    "-c", "exec \"$0\" serve --config \"$1\" \(redirection)", Installed.program("hue-sso").path,
                    file.path,
                ],
                environment: Assumed.masterKeyEnvironment, log: folder.appendingPathComponent("serve.log"))
            var statuses: [Int] = []
            do {
                let port = try await process.read { printed in
                    let text = String(decoding: printed, as: UTF8.self)
                    return text.hasSuffix(")\n") ? Int(text.dropLast(2).split(separator: ":").last ?? "") : nil
                }
                // Each of these is a line of the log.
                for _ in 0..<20 {
                    statuses.append(try await HTTP.get("http://127.0.0.1:\(port)/oauth2/authorize").status)
                }
            } catch {
                await process.stop()
                throw error
            }
            await process.stop()
            #expect(statuses == Array(repeating: 400, count: 20))
        }

        @Test func `what can't be read is said, and ends nothing`() async throws {
            let city = try Installation.current
            let unread = try await run("unit import - --dry-run", "</", city)
            #expect(unread.code == Exit.noInput, "\(unread)")
        }
    }
}
