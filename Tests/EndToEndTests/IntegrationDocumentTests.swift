import Foundation
import Testing

extension EndToEnd.Commands {
    /// Documentation/INTEGRATION.md: each command in it registers what it says, and prints what stands below it.
    @Suite(.smallCity)
    struct IntegrationDocumentTests {
        /// A section of the document: a software's name, the command, and the software's own configuration.
        private struct Section {
            let name: String
            let command: [String]
            let configuration: String
        }

        private static func sections() throws -> [Section] {
            let file = Installed.package.appendingPathComponent("Documentation/INTEGRATION.md")
            let text = try String(contentsOf: file, encoding: .utf8)
            return text.components(separatedBy: "\n### ").dropFirst().map { section in
                let blocks = section.components(separatedBy: "```")
                let command =
                    blocks.count > 1 ? blocks[1].split(separator: "\n").dropFirst().joined(separator: " ") : ""
                let configuration =
                    blocks.count > 3
                    ? blocks[3].split(
                        separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)[1] : ""
                return Section(
                    name: String(section.prefix { $0 != " " && $0 != "\n" }),
                    command: command.split(separator: " ").map(String.init),
                    configuration: configuration.trimmingCharacters(in: .newlines))
            }
        }

        @Test func `every software has its section, with the command that registers it and what that prints`()
            async throws
        {
            let sections = try Self.sections()
            let help = try await Installation.current.run("client", "add", "--help").output
            let known =
                help.replacing(/\s+/, with: " ").firstMatch(of: /\(values: (superset[^)]*)\)/)
                .map { String($0.output.1).components(separatedBy: ", ") } ?? []
            #expect(known.count > 10 && Set(known) == Set(sections.map(\.name)))
            for section in sections {
                #expect(section.command.prefix(3) == ["hue-sso", "client", "add"], "\(section.name)")
                try await Installation.scratch { city in
                    let run = try await CommandLineTool.run(
                        Array(section.command.dropFirst()) + Assumed.on(city.data),
                        environment: ["HUE_SSO_ISSUER": "https://sso.hue.gov.vn"])
                    #expect(run.code == Exit.success, "\(section.name): \(run)")
                    let secret = run.output.firstMatch(of: /client_secret +(\S+)/).map { String($0.output.1) }
                    let printed = secret.map { run.output.replacingOccurrences(of: $0, with: "SECRET") } ?? run.output
                    #expect(
                        printed.contains(section.configuration) && !section.configuration.isEmpty,
                        "\(section.name): \(printed)")
                }
            }
        }

        @Test func `claims in the ID token, its algorithms and a made-up address are an edit away, and back`()
            async throws
        {
            try await Installation.scratch { city in
                try await city.succeed("client", "add", "--id", "x", "--redirect-uri", "https://x.hue.test/cb")
                let edit = ["client", "edit", "x", "--json"]
                let refused = try await city.run(edit + ["--synthetic-email"])
                #expect(refused.code == Exit.badData && refused.errors.contains("scope email"), "\(refused)")
                let set = try await city.run(
                    edit + [
                        "--scope", "profile", "--scope", "email", "--synthetic-email", "--id-token-claims", "name",
                        "--id-token-claims", "email", "--access-token-alg", "RS256",
                    ])
                #expect(set.json["id_token_claims"] == [.string("name"), .string("email")], "\(set)")
                #expect(set.json["access_token_alg"].string == "RS256" && set.json["synthetic_email"].bool == true)
                let back = try await city.run(edit + ["--id-token-claims", "none", "--no-synthetic-email"])
                #expect(back.json["id_token_claims"] == [] && back.json["synthetic_email"].bool == false, "\(back)")
                #expect(back.json["token_endpoint_auth_method"].string == "client_secret_any")
            }
        }

        @Test func `an option says more than a preset, and an address belongs to one`() async throws {
            try await Installation.scratch { city in
                let run = try await CommandLineTool.run(
                    [
                        "client", "add", "--id", "x", "--preset", "spring", "--url", "https://x.hue.test/", "--pkce",
                        "required", "--json",
                    ]
                        + Assumed.on(city.data), environment: ["HUE_SSO_ISSUER": "https://sso.hue.gov.vn"])
                #expect(
                    run.json["pkce"].string == "required" && run.json["id_token_signed_response_alg"].string == "RS256")
                #expect(run.json["redirect_uris"] == [.string("https://x.hue.test/login/oauth2/code/hue-sso")])
                let alone = try await city.run("client", "add", "--id", "y", "--url", "https://y.hue.test")
                #expect(alone.code == Exit.usage, "\(alone)")
                let unknown = try await city.run("client", "add", "--id", "y", "--preset", "none")
                #expect(unknown.code == Exit.usage, "\(unknown)")
            }
        }
    }
}
