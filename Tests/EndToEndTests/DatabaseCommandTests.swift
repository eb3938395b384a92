import Foundation
import TestSupport
import Testing

extension EndToEnd.Commands {
    /// The same program with its records in a PostgreSQL.
    @Suite(.smallCity)
    struct DatabaseCommandTests {
        /// What commands say of an installation.
        private func picture(_ city: Installation) async throws -> [String] {
            var picture: [String] = []
            for command in ["client list", "account list", "grant list", "unit tree", "policy list", "key list"] {
                picture.append(try await city.run(command.split(separator: " ").map(String.init) + ["--json"]).output)
            }
            return picture
        }

        /// Has the installation's settings name a database.
        private func move(_ city: Installation, to address: String) throws {
            let file = city.data.appendingPathComponent("hue-sso.yaml")
            let settings = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            try Data((settings + "database: \(address)\n").utf8).write(to: file)
        }

        @Test func `a city goes on on PostgreSQL as it was, is served there, and comes back`() async throws {
            let cluster = try await PostgreSQLCluster.shared
            let address = cluster.address(try cluster.makeDatabase(withSchema: false))
            try await Installation.scratch { city in
                let before = try await picture(city)
                let copied = try await city.succeed("database", "copy", address)
                #expect(copied.contains("Đã chép"))
                // A second time there is somebody.
                #expect(try await city.run("database", "copy", address).code == 73)
                try move(city, to: address)
                #expect(try await picture(city) == before)
                #expect(try await city.json("database", "status")["engine"].string == "PostgreSQL")
                try await city.serve { there in
                    try await city.succeed("account", "add", "--username", "can.bo.moi", "--name", "Cán Bộ Mới")
                    #expect(try await HTTP.get(there + "/oauth2/jwks").status == 200)
                    // The start of a sign-in writes.
                    let page = try await HTTP.get(
                        there + "/oauth2/device_authorization")
                    #expect(page.status < 500)
                }
                let file = city.data.appendingPathComponent("back.sqlite")
                try await city.succeed("database", "copy", file.path)
                let home = city.data.appendingPathComponent("hue-sso.sqlite")
                try FileManager.default.removeItem(at: home)
                try FileManager.default.moveItem(at: file, to: home)
                try FileManager.default.removeItem(at: city.data.appendingPathComponent("hue-sso.yaml"))
                #expect(try await city.json("database", "status")["engine"].string == "SQLite")
                #expect(try await city.run("account", "list").output.contains("can.bo.moi"))
            }
        }

        @Test func `an installation is made on PostgreSQL, once, and its backup restored to another`() async throws {
            let cluster = try await PostgreSQLCluster.shared
            let here = try Installation.folder()
            defer { here.remove() }
            try move(here, to: cluster.address(try cluster.makeDatabase(withSchema: false)))
            let missing = try await here.run("account", "list")
            #expect(missing.code == 66 && missing.errors.contains("postgres://"), "\(missing)")
            try await here.initialize()
            let again = try await CommandLineTool.run(
                ["init"] + Assumed.on(here.data), environment: Assumed.masterKeyEnvironment)
            #expect(again.code == 73, "\(again)")
            try await here.succeed("account", "add", "--username", "can.bo.moi", "--name", "Cán Bộ Mới")
            let backup = here.data.appendingPathComponent("b").path
            let made = try await CommandLineTool.run(
                ["backup", backup] + Assumed.on(here.data), environment: Assumed.masterKeyEnvironment)
            #expect(made.code == 0, "\(made)")
            let there = cluster.address(try cluster.makeDatabase(withSchema: false))
            let folder = try makeTemporaryFolder("restored")
            defer { try? FileManager.default.removeItem(at: folder) }
            var environment = Assumed.masterKeyEnvironment
            environment["HUE_SSO_DATABASE"] = there
            let restored = try await CommandLineTool.run(
                ["restore", backup] + Assumed.on(folder), environment: environment)
            #expect(restored.code == 0, "\(restored)")
            let list = try await CommandLineTool.run(
                ["account", "list"] + Assumed.on(folder), environment: environment)
            #expect(list.output.contains("can.bo.moi"), "\(list)")
            #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("hue-sso.sqlite").path))
        }

        @Test func `a city is run by a role that can't take anything back in the log`() async throws {
            let cluster = try await PostgreSQLCluster.shared
            let database = try cluster.makeDatabase(withSchema: false)
            try cluster.run("CREATE ROLE run_\(database) LOGIN", in: database)
            try await Installation.scratch { city in
                #expect(try await city.run("database", "grant", "run_\(database)").code == 78)
                try await city.succeed("database", "copy", cluster.address(database))
                try move(city, to: cluster.address(database))
                #expect(try await city.run("database", "grant", "nobody").code == 66)
                #expect(try await city.run("database", "grant", PostgreSQLCluster.owner).code == 65)
                try await city.succeed("database", "grant", "run_\(database)", "--json")
                let file = city.data.appendingPathComponent("hue-sso.yaml")
                try Data("database: \(cluster.address(database, as: "run_\(database)"))\n".utf8).write(to: file)
                try await city.serve { there in
                    try await city.succeed("account", "add", "--username", "can.bo.moi", "--name", "Cán Bộ Mới")
                    try await city.succeed("policy", "apply", Installation.policies, "--yes")
                    let service = try await city.json(
                        "client", "add", "--id", "dich-vu", "--name", "Dịch vụ", "--grant", "client_credentials")
                    let secret = try #require(service["client_secret"].string, "\(service)")
                    let token = try await HTTP.send(
                        .post(
                            there + "/oauth2/token",
                            form: "grant_type=client_credentials&client_id=dich-vu&client_secret=\(secret)"))
                    #expect(token.status == 200, "\(token)")
                }
                let backup = try await CommandLineTool.run(
                    ["backup", city.data.appendingPathComponent("b").path] + Assumed.on(city.data),
                    environment: Assumed.masterKeyEnvironment)
                #expect(backup.code == 0, "\(backup)")
                let exported = city.data.appendingPathComponent("log").path
                let refused = try await city.run("audit", "export", exported)
                #expect(refused.code == 69 && refused.errors.contains("42501"), "\(refused)")
            }
        }

        @Test(arguments: [
            "postgres://hue:rat-bi-mat@127.0.0.1/hue", "postgres://hue@127.0.0.1/hue?password=rat-bi-mat",
            "host=127.0.0.1 dbname=hue password=rat-bi-mat", "mysql://hue:rat-bi-mat@127.0.0.1/hue",
        ])
        func `a target that holds its password is refused, and written nowhere`(target: String) async throws {
            try await Installation.scratch { city in
                let run = try await city.run("database", "copy", target)
                #expect(run.code == 64, "\(run)")
                #expect(!run.output.contains("rat-bi-mat") && !run.errors.contains("rat-bi-mat"), "\(run)")
                #expect(try await !city.run("audit", "list", "--json").output.contains("rat-bi-mat"))
            }
        }

        @Test func `a copy to a file that fails leaves none, and can be tried again`() async throws {
            try await Installation.scratch { city in
                let file = city.data.appendingPathComponent("copy.sqlite").path
                try await city.execute("ALTER TABLE people ADD COLUMN of_somebody_else TEXT")
                let failed = try await city.run("database", "copy", file)
                #expect(failed.code != 0 && failed.code != 73, "\(failed)")
                #expect(!FileManager.default.fileExists(atPath: file))
                try await city.execute("ALTER TABLE people DROP COLUMN of_somebody_else")
                try await city.succeed("database", "copy", file)
            }
        }

        @Test(arguments: [false, true])
        func `a schema of another version is said, and brought to this one where it is older`(
            onPostgreSQL: Bool
        ) async throws {
            let cluster = try await PostgreSQLCluster.shared
            let database = try cluster.makeDatabase(withSchema: false)
            try await Installation.scratch { city in
                if onPostgreSQL {
                    try await city.succeed("database", "copy", cluster.address(database))
                    try move(city, to: cluster.address(database))
                }
                func execute(_ statement: String) async throws {
                    if onPostgreSQL {
                        try cluster.run(statement, in: database)
                    } else {
                        try await city.execute(statement)
                    }
                }
                func schema() async throws -> String? { try await city.json("database", "status")["schema"].string }
                #expect(try await schema() == "current")
                // A step that leaves no other trace: without it the schema is as it was before.
                try await execute("DELETE FROM schema_migrations WHERE name = '030-no-null-keys'")
                #expect(try await schema() == "older")
                #expect(try await schema() == "older", "asking changes nothing")
                #expect(try await city.json("database", "migrate")["database"].string != nil)
                #expect(try await schema() == "current")
                try await execute("INSERT INTO schema_migrations (name) VALUES ('999-of-tomorrow')")
                #expect(try await schema() == "newer")
                let refused = try await city.run("database", "migrate")
                #expect(refused.code == 69 && refused.errors.contains("999-of-tomorrow"), "\(refused)")
            }
        }

        @Test func `what is wrong with the database is said by config check, and not the password`() async throws {
            let here = try Installation.folder()
            defer { here.remove() }
            var environment = Assumed.masterKeyEnvironment
            environment["HUE_SSO_DATABASE"] = "postgres://hue@/hue?host=/nowhere"
            environment["HUE_SSO_DATABASE_PASSWORD"] = "rat-bi-mat"
            environment["HUE_SSO_ISSUER"] = "http://localhost:8080"
            let run = try await CommandLineTool.run(
                ["config", "check", "--running"] + Assumed.on(here.data), environment: environment)
            #expect(run.code == 78 && run.errors.contains("/nowhere"), "\(run)")
            #expect(!run.output.contains("rat-bi-mat") && !run.errors.contains("rat-bi-mat"))
        }
    }
}
