import Foundation
import Testing

extension EndToEnd.Commands {
    /// `client add --platform`: which platform of Policies/ a client is, and what only such a client may ask for.
    @Suite(.smallCity)
    struct PlatformRegistrationTests {
        private static func add(_ id: String, _ options: String...) -> [String] {
            ["client", "add", "--id", id, "--name", "Nền tảng", "--redirect-uri", "https://rp.hue.test/callback"]
                + options
        }

        @Test func `a client is registered as a platform, and edited to another`() async throws {
            try await Installation.scratch { city in
                let run = try await city.run(
                    Self.add("bao-cao", "--platform", "bi", "--scope", "permissions", "--json"))
                #expect(run.code == Exit.success && run.json["platform"] == "bi", "\(run)")
                #expect(run.json["scope"] == "openid permissions")
                #expect(try await city.json("client", "show", "bao-cao")["platform"] == "bi")
                try await city.succeed("client", "edit", "bao-cao", "--platform", "gis")
                #expect(try await city.json("client", "show", "bao-cao")["platform"] == "gis")
                #expect(try await city.json("client", "show", "bao-cao")["scope"] == "openid permissions")
            }
        }

        @Test(arguments: [
            (["--scope", "permissions"], "has to say which platform it is"),
            (["--platform", "B I"], "a short name of the policies, such as bi or hue-s"),
        ])
        func `the scope permissions needs a platform, and a platform a name`(
            options: [String], message: String
        ) async throws {
            let city = try Installation.current
            let run = try await city.run(Self.add("khong-nen-tang") + options)
            #expect(run.code == Exit.badData && run.errors.contains(message), "\(run)")
            #expect(try await city.run("client", "show", "khong-nen-tang").code == Exit.noInput)
        }

        @Test func `a client without a platform can't take the scope later`() async throws {
            try await Installation.scratch { city in
                let added = try await city.run(Self.add("thuong", "--json"))
                #expect(added.code == Exit.success, "\(added)")
                let edited = try await city.run("client", "edit", "thuong", "--scope", "permissions")
                #expect(edited.code == Exit.badData && edited.errors.contains("which platform it is"), "\(edited)")
                #expect(try await city.json("client", "show", "thuong")["scope"] == added.json["scope"])
            }
        }
    }
}
