import Foundation
import Subprocess
import Testing

extension EndToEnd.Commands {
    /// `config check` finds what `serve` would stumble over, and both say it in the same words (F9, F13, M11).
    @Suite
    struct ConfigurationCheckTests {
        private func withInstallation(_ body: (Installation) async throws -> Void) async throws {
            let here = try await Installation.empty()
            defer { here.remove() }
            try await body(here)
        }

        /// Runs `config check`, then `serve`, over settings of a test.
        private func check(
            _ here: Installation, _ settings: String, variables: [Environment.Key: String?] = [:]
        ) async throws -> (check: ProgramRun, serve: ProgramRun) {
            let file = here.data.appendingPathComponent("hue-sso.yaml")
            try Data(settings.utf8).write(to: file)
            let environment = Assumed.masterKeyEnvironment.merging(variables, uniquingKeysWith: { $1 })
            let check = try await CommandLineTool.run(
                ["config", "check"] + Assumed.on(here.data), environment: environment)
            let serve = try await CommandLineTool.run(["serve"] + Assumed.on(here.data), environment: environment)
            return (check, serve)
        }

        /// Lines of the program itself.
        private func said(_ run: ProgramRun) -> [Substring] {
            run.errors.split(separator: "\n").filter { $0.hasPrefix("hue-sso: ") }
        }

        @Test(arguments: [
            ("tls: { certificate: /nope, private-key: /nope }", "/nope: không có tệp này (is not there)"),
            ("listen: { port: 9443, administrative-port: 9443 }", "phải khác listen.port"),
            ("listen: { host: 0.0.0.0, port: 0 }", "would take passwords in the clear"),
            ("vneid: { client-id: hue }", "without vneid.issuer"),
            (
                "vneid: { issuer: 'https://v.test', client-id: hue, client-secret: '' }",
                "vneid.client-secret must not be empty"
            ),
            ("master-key-file: /nope", "the master key file /nope can't be read"),
        ])
        func `what is wrong is said by both, with the code of a configuration`(
            settings: String, sentence: String
        ) async throws {
            try await withInstallation { here in
                let text = "issuer: https://sso.hue.test\n\(settings)\n"
                try Data(text.utf8).write(to: here.data.appendingPathComponent("hue-sso.yaml"))
                let environment = settings.hasPrefix("master") ? [:] : Assumed.masterKeyEnvironment
                for command in [["config", "check"], ["serve"]] {
                    let run = try await CommandLineTool.run(command + Assumed.on(here.data), environment: environment)
                    #expect(run.code == Exit.configuration && run.output.isEmpty, "\(run)")
                    #expect(said(run).contains { $0.contains(sentence) }, "\(run)")
                }
            }
        }

        @Test func `a variable of ours that no setting has is said by both (M11)`() async throws {
            try await withInstallation { here in
                let runs = try await check(
                    here, "issuer: https://sso.hue.test\n", variables: ["HUE_SSO_VNEID_ISUER": "https://v.test"])
                for run in [runs.check, runs.serve] {
                    #expect(run.code == Exit.configuration && run.errors.contains("HUE_SSO_VNEID_ISUER"), "\(run)")
                }
                // One mistake hides no other.
                let both = try await check(
                    here, "issuer: https://sso.hue.test\ntls: { certificate: /nope, private-key: /nope }\n",
                    variables: ["HUE_SSO_VNEID_ISUER": "https://v.test"])
                #expect(both.check.errors.contains("HUE_SSO_VNEID_ISUER") && both.check.errors.contains("/nope: "))
            }
        }

        @Test func `a port in use is said with its number, and serve ends with 69`() async throws {
            try await withInstallation { here in
                try await here.serve { there in
                    let port = there.split(separator: ":").last.map(String.init) ?? ""
                    let settings = "issuer: http://localhost\nlisten: { port: \(port) }\n"
                    let runs = try await check(here, settings)
                    #expect(runs.check.code == Exit.configuration, "\(runs.check)")
                    #expect(runs.serve.code == Exit.unavailable, "\(runs.serve)")
                    for run in [runs.check, runs.serve] {
                        #expect(run.errors.contains("127.0.0.1:\(port): cổng \(port) đang có"), "\(run)")
                    }
                    let running = try await CommandLineTool.run(
                        ["config", "check", "--running"] + Assumed.on(here.data),
                        environment: Assumed.masterKeyEnvironment)
                    #expect(running.code == 0, "\(running)")
                }
            }
        }

        @Test func `files that others can read are said by both, with their paths (M11)`() async throws {
            try await withInstallation { here in
                // Where versions before kept their keys, and somebody has left them.
                _ = try await here.keysAsFiles()
                for name in ["hue-sso.sqlite", "Keys/pairwise-secret.json"] {
                    let path = here.data.appendingPathComponent(name).path
                    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
                    let runs = try await check(here, "issuer: http://localhost\nlisten: { port: 0 }\n")
                    for run in [runs.check, runs.serve] {
                        #expect(run.code == Exit.configuration && run.errors.contains("\(path): "), "\(run)")
                    }
                    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
                }
            }
        }

        @Test func `a byte order mark, comments and nulls are fine (F9)`() async throws {
            try await withInstallation { here in
                let file = here.data.appendingPathComponent("hue-sso.yaml")
                for text in [
                    "\u{FEFF}issuer: https://sso.hue.test\nlisten: { port: 0 }\n",
                    "issuer: https://sso.hue.test\ntls: { certificate: null, private-key: ~ }\nlisten: { port: 0 }\n",
                ] {
                    try Data(text.utf8).write(to: file)
                    let run = try await CommandLineTool.run(
                        ["config", "check"] + Assumed.on(here.data), environment: Assumed.masterKeyEnvironment)
                    #expect(run.code == 0, "\(run)")
                }
                try Data("# nothing yet\n".utf8).write(to: file)
                let run = try await CommandLineTool.run(
                    ["config", "check"] + Assumed.on(here.data), environment: here.serving)
                #expect(run.code == 0, "\(run)")
            }
        }

        @Test func `where there is no installation yet, that is a note`() async throws {
            let here = try Installation.folder()
            defer { here.remove() }
            let run = try await CommandLineTool.run(
                ["config", "check", "--json"] + Assumed.on(here.data), environment: here.serving)
            #expect(run.code == 0 && run.json["ok"] == true, "\(run)")
            #expect(run.json["notes"].array?.first?["place"].string?.hasSuffix("hue-sso.sqlite") == true, "\(run)")
        }
    }
}
