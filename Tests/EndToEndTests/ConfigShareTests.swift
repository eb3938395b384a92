import Foundation
import Subprocess
import TestSupport
import Testing

extension EndToEnd.Commands {
    /// Settings that one machine says to all of them by the database.
    @Suite
    struct ConfigShareTests {
        private static let secret = "rat-bi-mat-cua-hue"

        /// Two machines on one PostgreSQL: one that is configured, and one that knows no more than where that is.
        private func withTwo(_ body: (_ one: Installation, _ two: Installation) async throws -> Void) async throws {
            let cluster = try await PostgreSQLCluster.shared
            let address = cluster.address(try cluster.makeDatabase(withSchema: false))
            let (one, two) = (try Installation.folder(), try Installation.folder())
            defer { for folder in [one, two] { folder.remove() } }
            try write(
                """
                database: \(address)
                issuer: https://sso.hue.test
                passwords: { memory-kib: 32, iterations: 1 }
                vneid: { issuer: 'https://v.test', client-id: hue, client-secret: \(Self.secret) }
                """, to: one)
            try write("database: \(address)\nlisten: { port: 0 }\n", to: two)
            try await one.initialize()
            try await body(one, two)
        }

        private func write(_ settings: String, to folder: Installation) throws {
            try Data(settings.utf8).write(to: folder.data.appendingPathComponent("hue-sso.yaml"))
        }

        private func run(
            _ arguments: [String], on folder: Installation, masterKey: UInt8? = nil
        ) async throws -> ProgramRun {
            var environment = Assumed.masterKeyEnvironment
            if let masterKey { environment["HUE_SSO_MASTER_KEY"] = Data(repeating: masterKey, count: 32).base64URL }
            return try await CommandLineTool.run(arguments + Assumed.on(folder.data), environment: environment)
        }

        @Test func `a machine that knows the database and the master key serves as the others do`() async throws {
            try await withTwo { one, two in
                for command in [["serve"], ["config", "check"]] {
                    let before = try await run(command, on: two)
                    #expect(
                        before.code == Exit.configuration && before.errors.contains("issuer is required"), "\(before)")
                }
                let shared = try await run(["config", "share", "--json"], on: one)
                #expect(shared.code == 0, "\(shared)")
                #expect(
                    Set(shared.json["shared"].array?.compactMap(\.string) ?? []) == [
                        "issuer", "passwords.memory-kib", "passwords.iterations", "vneid.issuer", "vneid.client-id",
                        "vneid.client-secret",
                    ])
                #expect(!shared.output.contains(Self.secret) && !shared.errors.contains(Self.secret))
                #expect(try await run(["config", "check"], on: two).code == 0)
                let shown = try await run(["config", "show"], on: two)
                let issuer = try #require(shown.output.split(separator: "\n").first { $0.hasPrefix("issuer ") })
                #expect(issuer.contains("https://sso.hue.test") && issuer.contains("(database)"), "\(issuer)")
                #expect(!shown.output.contains(Self.secret))
                try await two.serve(["HUE_SSO_ISSUER": nil]) { there in
                    let metadata = try await HTTP.get(there + "/.well-known/openid-configuration")
                    #expect(metadata.json["issuer"].string == "https://sso.hue.test")
                }
                let outcome = try await run(["config", "unshare", "--yes"], on: two)
                #expect(outcome.code == 0, "\(outcome)")
                #expect(try await run(["config", "unshare", "--yes"], on: two).code == Exit.noInput)
                #expect(try await run(["serve"], on: two).code == Exit.configuration)
            }
        }

        @Test func `they are said by a file of their own too, and refused where they can't be used`() async throws {
            try await withTwo { one, two in
                let file = two.data.appendingPathComponent("all.yaml").path
                try Data("issuer: https://sso.hue.test\nkeys: { rotation: 30d }\n".utf8)
                    .write(to: URL(fileURLWithPath: file))
                #expect(try await run(["config", "share", file], on: two).code == 0)
                #expect(try await run(["config", "check"], on: two).code == 0)
                for (text, sentence, code) in [
                    ("issuer: ftp://sso.hue.test\n", "issuer", Exit.configuration),
                    ("isuer: http://localhost\n", "isuer", Exit.configuration),
                    // What the node says itself hides nothing.
                    ("issuer: https://sso.hue.test\nkeys: { rotation: 1h }\n", "keys.rotation", Exit.configuration),
                    ("issuer: https://sso.hue.test\ndirectory: { mapping: /none }\n", "/none", Exit.noInput),
                    (
                        "issuer: https://sso.hue.test\ndirectory: { mapping: \(file) }\n", "no policy",
                        Exit.noInput
                    ),
                    ("listen: { port: 1 }\n", "no setting to share", Exit.badData),
                    // 'keys.rotation' would be gone for everybody.
                    (
                        "issuer: https://sso.hue.test\nlisten: { port: 1 }\n",
                        "No longer in the database: keys.rotation", Exit.usage
                    ),
                ] {
                    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
                    for node in [one, two] {
                        let refused = try await run(["config", "share", file], on: node)
                        #expect(refused.code == code && refused.errors.contains(sentence), "\(refused)")
                    }
                }
                // What was shared before stands.
                let shown = try await run(["config", "show"], on: two)
                #expect(
                    shown.output.split(separator: "\n").contains {
                        $0.hasPrefix("keys.rotation ") && $0.contains("30d")
                    })
                let replaced = try await run(["config", "share", file, "--yes"], on: two)
                #expect(replaced.code == 0 && replaced.errors.contains("one node's own: listen.port"), "\(replaced)")
            }
        }

        @Test func `what isn't needed of them needs no master key`() async throws {
            try await withTwo { one, two in
                #expect(try await run(["config", "share"], on: one).code == 0)
                for (command, code) in [
                    (["client", "add", "--id", "bi", "--name", "BI", "--redirect-uri", "https://bi.hue.test/cb"], 0),
                    (["account", "list"], 0), (["key", "list"], 0), (["audit", "prune", "--yes"], Exit.configuration),
                ] {
                    let answer = try await CommandLineTool.run(command + Assumed.on(two.data))
                    #expect(answer.code == code, "\(answer)")
                }
            }
        }

        /// A node of the next version reads what is shared before it brings the records forward.
        @Test func `a mistake in the settings leaves older records as they are`() async throws {
            let here = try await Installation.empty()
            defer { here.remove() }
            let file = here.data.appendingPathComponent("all.yaml").path
            try Data("issuer: https://sso.hue.test\n".utf8).write(to: URL(fileURLWithPath: file))
            try await share(file, on: here)
            try await here.execute(
                "DROP TABLE envelope_keys; DELETE FROM schema_migrations WHERE name = '050-envelope-keys'")
            try write("listen: { port: 0 }\nisuer: x\n", to: here)
            #expect(try await run(["serve"], on: here).code == Exit.configuration)
            try write("listen: { port: 0 }\n", to: here)
            let checked = try await run(["config", "check"], on: here)
            #expect(checked.code == 0 && checked.errors.contains("was made by an older version"), "\(checked)")
            #expect(try await run(["database", "status", "--json"], on: here).json["schema"].string == "older")
            try await here.serve(["HUE_SSO_ISSUER": nil]) { there in
                let metadata = try await HTTP.get(there + "/.well-known/openid-configuration")
                #expect(metadata.json["issuer"].string == "https://sso.hue.test")
            }
            #expect(try await run(["database", "status", "--json"], on: here).json["schema"].string == "current")
        }

        @Test func `a mapping of the directory that no node could begin with isn't shared`() async throws {
            let city = try await Installation.small()
            defer { city.remove() }
            let (file, mapping) = (
                city.data.appendingPathComponent("all.yaml"), city.data.appendingPathComponent("ldap")
            )
            try Data("issuer: https://sso.hue.test\ndirectory: { mapping: \(mapping.path) }\n".utf8).write(to: file)
            try Data("foo: [bar".utf8).write(to: mapping)
            let refused = try await run(["config", "share", file.path], on: city)
            #expect(refused.code == Exit.badData && refused.errors.contains(mapping.path), "\(refused)")
        }

        private func share(_ file: String, on here: Installation) async throws {
            let shared = try await run(["config", "share", file], on: here)
            try #require(shared.code == 0, "\(shared)")
        }

        @Test func `another master key opens none of it, and says so`() async throws {
            try await withTwo { one, two in
                #expect(try await run(["config", "share"], on: one).code == 0)
                for command in [["serve"], ["config", "check"], ["audit", "prune", "--yes"]] {
                    let refused = try await run(command, on: two, masterKey: 9)
                    #expect(refused.code == Exit.configuration, "\(refused)")
                    #expect(refused.errors.contains("shared_settings"), "\(refused)")
                    // Nobody knows whether it is missing.
                    #expect(!refused.errors.contains("is required"), "\(refused)")
                }
                let shown = try await run(["config", "show"], on: two, masterKey: 9)
                #expect(shown.code == 0 && shown.errors.contains("shared_settings"), "\(shown)")
            }
        }
    }
}
