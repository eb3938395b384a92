import Foundation
import Testing

extension EndToEnd.Commands {
    /// An installation is made on purpose only, and its keys and records belong together (F11, M11).
    @Suite
    struct InstallationTests {
        private static let elsewhere = [
            ["client", "list"], ["client", "add", "--id", "bi", "--redirect-uri", "https://bi.hue.test/cb"],
            ["account", "list"], ["account", "disable", "can.bo.an", "--yes"], ["grant", "list"], ["unit", "tree"],
            ["role", "list"], ["policy", "list"], ["policy", "apply", Installation.policies], ["key", "list"],
            ["can", "can.bo.an", "bi.report", "--unit", "H57"], ["serve"], ["backup", "b.backup"],
        ]

        @Test(arguments: elsewhere)
        func `a command where no installation is says where it looked, and makes nothing (F11)`(
            arguments: [String]
        ) async throws {
            let place = try makeTemporaryFolder("elsewhere")
            defer { try? FileManager.default.removeItem(at: place) }
            let typo = place.appendingPathComponent("typo/x")
            var environment = Assumed.masterKeyEnvironment
            environment["HUE_SSO_ISSUER"] = "http://localhost"
            for (data, environment) in [(place, environment), (typo, environment), (place, [:])] {
                let run = try await CommandLineTool.run(arguments + Assumed.on(data), environment: environment)
                #expect(run.code == Exit.noInput && run.output.isEmpty, "\(run)")
                let path = data.path + "/hue-sso.sqlite"
                #expect(
                    run.errors.contains("không có \(path)") && run.errors.contains("\(path) is not there"), "\(run)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
        }

        @Test func `init makes one, says so, and never a second one in its place`() async throws {
            let new = try Installation.folder()
            defer { new.remove() }
            try await new.initialize()
            let events = try await new.allAuditEvents()
            #expect(
                events.map(\.action) == Array(repeating: "key-generation", count: 4)
                    + Array(repeating: "secrets-record", count: 5))
            let before = try await new.run("key", "list", "--json").output
            let again = try await CommandLineTool.run(
                ["init"] + Assumed.on(new.data), environment: Assumed.masterKeyEnvironment)
            #expect(again.code == Exit.cannotCreate && again.errors.contains("hue-sso.sqlite"), "\(again)")
            #expect(try await new.run("key", "list", "--json").output == before)
            // Where the records are gone and a folder of keys isn't, somebody has lost something.
            _ = try await new.keysAsFiles()
            try FileManager.default.removeItem(at: new.data.appendingPathComponent("hue-sso.sqlite"))
            let lost = try await CommandLineTool.run(
                ["init"] + Assumed.on(new.data), environment: Assumed.masterKeyEnvironment)
            #expect(lost.code == Exit.cannotCreate && lost.errors.contains("restore a backup"), "\(lost)")
        }

        @Test func `init makes the master key's file where it is named and missing, and needs one`() async throws {
            let new = try Installation.folder()
            defer { new.remove() }
            let without = try await CommandLineTool.run(["init"] + Assumed.on(new.data))
            #expect(without.code == Exit.configuration && without.errors.contains("HUE_SSO_MASTER_KEY"), "\(without)")
            let file = new.data.appendingPathComponent("master.key")
            let run = try await CommandLineTool.run(
                ["init", "--json"] + Assumed.on(new.data), environment: ["HUE_SSO_MASTER_KEY_FILE": file.path])
            #expect(run.code == 0 && run.json["master_key_file"].string == file.path, "\(run)")
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }

        @Test func `serve refuses keys and secrets that are not the database's, and makes none anew (M11)`()
            async throws
        {
            let (one, two) = (try await Installation.empty(), try await Installation.new())
            defer { for installation in [one, two] { installation.remove() } }
            for (change, back, sentence) in [
                (Self.hide("pairwise-secret.json"), Self.show, "pairwise-secret.json is missing"),
                (Self.hide("signing-key-%"), Self.show, "signing keys of"),
                (
                    """
                    ALTER TABLE key_documents RENAME TO hidden;
                    CREATE TABLE key_documents (name TEXT PRIMARY KEY, content TEXT, sealed_by TEXT)
                    """, "DROP TABLE key_documents; ALTER TABLE hidden RENAME TO key_documents",
                    "there are no keys in"
                ),
            ] {
                try await one.execute(change)
                let run = try await serve(one)
                #expect(run.code == Exit.configuration && run.errors.contains(sentence), "\(run)")
                let check = try await configCheck(one)
                #expect(check.code == Exit.configuration && check.errors.contains(sentence), "\(check)")
                try await one.execute(back)
            }
            // All keys and the secret of another installation.
            try await one.execute("DELETE FROM key_documents")
            try await one.execute(
                """
                ATTACH '\(two.database.path)' AS two;
                INSERT INTO key_documents SELECT * FROM two.key_documents
                """)
            let foreign = try await serve(one)
            #expect(foreign.code == Exit.configuration && foreign.errors.contains("is not the one that"), "\(foreign)")
            #expect(foreign.errors.components(separatedBy: " is missing").count == 5, "four keys: \(foreign)")
        }

        /// Takes documents of keys out of the way.
        private static func hide(_ name: String) -> String {
            "UPDATE key_documents SET name = 'x' || name WHERE name LIKE '\(name)'"
        }

        private static let show = "UPDATE key_documents SET name = substr(name, 2) WHERE name LIKE 'x%'"

        @Test func `keys in a folder, as versions before had them, go into the database at the next start`()
            async throws
        {
            let old = try await Installation.empty()
            defer { old.remove() }
            let keys = try await old.keysAsFiles()
            let list = try await old.json("key", "list", "--json")
            #expect(list.array?.count == 4)
            let jwks = try await old.serve { there in try await HTTP.get(there + "/oauth2/jwks").body }
            try FileManager.default.removeItem(at: keys)
            let again = try await old.serve { there in try await HTTP.get(there + "/oauth2/jwks").body }
            #expect(again == jwks)
            let run = try await configCheck(old)
            #expect(run.code == 0, "\(run)")
        }

        @Test func `an installation that is older than the fingerprints is taken over once`() async throws {
            let old = try await Installation.empty()
            defer { old.remove() }
            try await old.execute("DELETE FROM secret_fingerprints")
            for _ in 0..<2 { try await old.serve { _ in } }
            let events = try await old.allAuditEvents().filter { $0.action == "secrets-record" }
            #expect(events.count == 10, "\(events)")
        }

        private func serve(_ installation: Installation) async throws -> ProgramRun {
            try await CommandLineTool.run(
                ["serve"] + Assumed.on(installation.data), environment: installation.serving)
        }

        private func configCheck(_ installation: Installation) async throws -> ProgramRun {
            try await CommandLineTool.run(
                ["config", "check"] + Assumed.on(installation.data), environment: installation.serving)
        }

        @Test func `who only reads waits for no writer`() async throws {
            let here = try await Installation.empty()
            defer { here.remove() }
            for command in [["client", "list"], ["account", "list"], ["policy", "list"], ["key", "list"]] {
                let run = try await here.whileWriting(command)
                #expect(run.code == 0, "\(run)")
            }
        }
    }
}
