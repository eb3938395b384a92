import Foundation
import Testing

extension EndToEnd.Commands {
    /// What opens personal data is an operator's to say, not the platform's own file's (M11).
    @Suite(.smallCity)
    struct ClientMetadataTests {
        private static let whole = """
            {"redirect_uris": ["https://rp.hue.test/cb"], "scope": "openid profile citizen_id", "subject_type": "public",
             "token_endpoint_auth_method": "none", "client_name": "Nền tảng"}
            """

        private func add(_ metadata: String, _ options: String...) async throws -> ProgramRun {
            let folder = try makeTemporaryFolder("metadata")
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appendingPathComponent("platform.json")
            try Data(metadata.utf8).write(to: file)
            let id = "m-" + UUID().uuidString.lowercased().prefix(8)
            return try await Installation.current.run(
                ["client", "add", "--id", id, "--metadata", file.path] + options)
        }

        @Test func `what a platform's file asks for of that needs an option each, and is named`() async throws {
            let refused = try await add(Self.whole)
            #expect(refused.code == Exit.notPermitted && refused.output.isEmpty, "\(refused)")
            #expect(refused.errors.contains("say --accept citizen_id --accept public --accept none"), "\(refused)")
            let half = try await add(Self.whole, "--accept", "citizen_id", "--accept", "public")
            #expect(half.code == Exit.notPermitted && half.errors.contains("say --accept none"), "\(half)")
            let taken = try await add(Self.whole, "--accept", "citizen_id", "--accept", "public", "--accept", "none")
            #expect(taken.code == Exit.success, "\(taken)")
            for word in ["citizen_id", "subject_type public", "token_endpoint_auth_method none"] {
                #expect(taken.output.contains(word), "it is printed: \(taken)")
            }
        }

        @Test func `what an operator's options say anew needs no other`() async throws {
            let own = try await add(
                Self.whole, "--scope", "profile", "--subject", "pairwise", "--auth-method", "client_secret_basic")
            #expect(own.code == Exit.success && !own.output.contains("citizen_id"), "\(own)")
            let said = try await add(Self.whole, "--scope", "citizen_id", "--subject", "public", "--public")
            #expect(said.code == Exit.success && said.output.contains("citizen_id"), "\(said)")
        }

        @Test func `a file that asks for nothing of that is taken, also with a byte order mark (F9)`() async throws {
            let run = try await add(
                "\u{FEFF}{\"redirect_uris\": [\"https://rp.hue.test/cb\"], \"scope\": \"openid phone\"}")
            #expect(run.code == Exit.success, "\(run)")
        }

        @Test(arguments: [("", "lower case"), ("RP.hue.test", "lower case"), ("bi.hue.gov.vn", "no redirect URI")])
        func `a sector is a host that the client has a claim to`(sector: String, sentence: String) async throws {
            let run = try await Installation.current.run(
                "client", "add", "--id", "s-1", "--redirect-uri", "https://rp.hue.test/cb", "--sector", sector)
            #expect(run.code == Exit.badData && run.errors.contains(sentence), "\(run)")
        }

        @Test func `clients of one platform may share a sector, and one keeps what it has`() async throws {
            try await Installation.scratch { city in
                try await city.succeed(
                    "client", "add", "--id", "web", "--redirect-uri", "https://bi.hue.test/cb", "--platform", "bi")
                let app = ["--redirect-uri", "vn.gov.hue.bi:/cb", "--native", "--public", "--sector", "bi.hue.test"]
                let foreign = try await city.run(["client", "add", "--id", "other"] + app)
                #expect(foreign.code == Exit.badData, "\(foreign)")
                let own = try await city.run(["client", "add", "--id", "app", "--platform", "bi"] + app)
                #expect(own.code == Exit.success, "\(own)")
                try await city.succeed("client", "edit", "web", "--redirect-uri", "https://new.hue.test/cb")
                #expect(try await city.json("client", "show", "web")["sector"].string == "bi.hue.test")
            }
        }
    }
}
