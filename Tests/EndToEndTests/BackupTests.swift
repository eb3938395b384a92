import Foundation
import Testing

extension EndToEnd.Commands {
    /// `backup` and `restore`: what was there when the backup was made is there again, or nothing is.
    @Suite(.smallCity)
    struct BackupTests {
        private static let passphrase = "một câu thật dài để nhớ"

        private func withFolder(_ body: (URL) async throws -> Void) async throws {
            let folder = try makeTemporaryFolder("backup")
            defer { try? FileManager.default.removeItem(at: folder) }
            try await body(folder)
        }

        private func backup(
            _ city: Installation, _ file: URL, _ options: String..., input: String = ""
        ) async throws -> ProgramRun {
            try await CommandLineTool.run(
                ["backup", file.path] + options + Assumed.on(city.data), input: input,
                environment: Assumed.masterKeyEnvironment)
        }

        private func restore(
            _ file: URL, to folder: URL, _ options: String..., input: String = "", masterKey: UInt8? = 7
        ) async throws -> ProgramRun {
            let key = masterKey.map { Data(repeating: $0, count: 32).base64URL }
            return try await CommandLineTool.run(
                ["restore", file.path] + options + Assumed.on(folder), input: input,
                environment: key.map { ["HUE_SSO_MASTER_KEY": $0] } ?? [:])
        }

        /// Everything that commands say of an installation.
        private func picture(_ city: Installation) async throws -> [String] {
            var picture: [String] = []
            for command in ["client list", "account list", "grant list", "unit tree", "policy list", "key list"] {
                picture.append(try await city.run(command.split(separator: " ").map(String.init) + ["--json"]).output)
            }
            return picture.map { $0.replacing(city.data.path, with: "") }
        }

        @Test func `what is written while it is served is in the backup, and comes back`() async throws {
            try await withFolder { folder in
                try await Installation.scratch { city in
                    let file = folder.appendingPathComponent("b")
                    try await city.serve { _ in
                        // It stands in the log beside the database still, which copying the database would lose (R25).
                        try await city.succeed("account", "add", "--username", "can.bo.moi", "--name", "Cán Bộ Mới")
                        let run = try await backup(city, file)
                        #expect(run.code == 0 && run.output.contains("Đã sao lưu"), "\(run)")
                        try await city.succeed("account", "add", "--username", "can.bo.sau", "--name", "Cán Bộ Sau")
                    }
                    let restored = Installation(data: folder.appendingPathComponent("restored/x"))
                    let run = try await restore(file, to: restored.data)
                    #expect(run.code == 0 && run.output.contains("Đã khôi phục"), "\(run)")
                    let accounts = try await restored.run("account", "list").output
                    #expect(accounts.contains("can.bo.moi") && !accounts.contains("can.bo.sau"))
                    #expect(try await restored.lastEvent()?.action == "restore")
                    #expect(try await restored.auditEvents().dropLast().last?.action == "backup")
                    #expect(
                        try FileManager.default.contentsOfDirectory(atPath: restored.data.path).sorted() == [
                            "hue-sso.sqlite", "hue-sso.yaml",
                        ])
                    try await restored.serve { there in
                        let answer = try await HTTP.get(there + "/oauth2/jwks")
                        #expect(answer.status == 200)
                    }
                }
            }
        }

        @Test func `what commands say of the restored one is what they said before`() async throws {
            try await withFolder { folder in
                let city = try Installation.current
                let file = folder.appendingPathComponent("b")
                #expect(try await backup(city, file).code == 0)
                let restored = Installation(data: folder.appendingPathComponent("r"))
                #expect(try await restore(file, to: restored.data).code == 0)
                #expect(try await picture(restored) == picture(city))
                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: city.data.path).allSatisfy {
                        !$0.hasPrefix(".")
                    })
            }
        }

        @Test func `a passphrase opens it, from a file or standard input, and nothing else does`() async throws {
            try await withFolder { folder in
                let city = try Installation.current
                let (file, words) = (folder.appendingPathComponent("b"), folder.appendingPathComponent("words"))
                try Data("\u{FEFF}\(Self.passphrase)\r\n".utf8).write(to: words)
                let short = try await backup(city, file, "--passphrase-file", "-", input: "ngắn")
                #expect(short.code == Exit.badData && !FileManager.default.fileExists(atPath: file.path), "\(short)")
                #expect(try await backup(city, file, "--passphrase-file", words.path).code == 0)
                let target = folder.appendingPathComponent("r")
                for (options, input) in [(["--passphrase-file", "-"], "một câu khác hẳn"), ([], "")] {
                    let run =
                        options.isEmpty
                        ? try await restore(file, to: target)
                        : try await restore(file, to: target, options[0], options[1], input: input)
                    #expect(run.code == Exit.badData && run.errors.contains("doesn't open with this"), "\(run)")
                    #expect(try FileManager.default.contentsOfDirectory(atPath: target.path).isEmpty)
                }
                // Another keyboard writes the same letters otherwise.
                let typed = Self.passphrase.decomposedStringWithCanonicalMapping
                let run = try await restore(file, to: target, "--passphrase-file", "-", input: typed, masterKey: nil)
                #expect(run.code == 0 && run.errors.contains("the keys weren't opened"), "\(run)")
            }
        }

        @Test func `a passphrase is no argument`() async throws {
            let help = try await CommandLineTool.run(["backup", "--help"])
            #expect(help.output.contains("--passphrase-file") && !help.output.contains("--passphrase <"), "\(help)")
        }

        @Test func `a backup that was cut off or changed restores nothing, nor does another master key`() async throws {
            try await withFolder { folder in
                let file = folder.appendingPathComponent("b")
                #expect(try await backup(try Installation.current, file).code == 0)
                let good = try Data(contentsOf: file)
                let target = folder.appendingPathComponent("r")
                for length in [0, 10, 200, good.count / 2, good.count - 1] {
                    try good.prefix(length).write(to: file)
                    let run = try await restore(file, to: target)
                    #expect(run.code == Exit.badData, "\(length) of \(good.count): \(run)")
                }
                for place in [0, 16, 60, 250, good.count / 2, good.count - 1] {
                    var bad = good
                    bad[place] ^= 1
                    try bad.write(to: file)
                    let run = try await restore(file, to: target)
                    #expect(run.code == Exit.badData, "bit at \(place): \(run)")
                }
                try good.write(to: file)
                #expect(try await restore(file, to: target, masterKey: 8).code == Exit.badData)
                #expect(try FileManager.default.contentsOfDirectory(atPath: target.path).isEmpty)
                #expect(try await restore(file, to: target).code == 0)
            }
        }

        @Test func `nothing that is there is replaced`() async throws {
            try await withFolder { folder in
                let city = try Installation.current
                let file = folder.appendingPathComponent("b")
                try Data("x".utf8).write(to: file)
                #expect(try await backup(city, file).code == Exit.cannotCreate)
                #expect(try Data(contentsOf: file) == Data("x".utf8))
                try FileManager.default.removeItem(at: file)
                #expect(try await backup(city, file).code == 0)
                let run = try await restore(file, to: city.data)
                #expect(run.code == Exit.cannotCreate && run.errors.contains("into an empty folder only"), "\(run)")
                let missing = try await restore(
                    folder.appendingPathComponent("c"), to: folder.appendingPathComponent("r"))
                #expect(missing.code == Exit.noInput, "\(missing)")
            }
        }

        @Test func `keys that are not the database's are not backed up as if they were`() async throws {
            try await withFolder { folder in
                try await Installation.scratch { city in
                    let file = folder.appendingPathComponent("b")
                    try await city.execute("DELETE FROM key_documents WHERE name = 'pairwise-secret.json'")
                    let run = try await backup(city, file)
                    #expect(run.code == Exit.configuration && run.errors.contains("pairwise-secret.json"), "\(run)")
                    #expect(!FileManager.default.fileExists(atPath: file.path))
                }
            }
        }
    }
}
