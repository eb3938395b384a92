import Foundation
import Testing

extension EndToEnd.Commands {
    /// Tokens by which clients register themselves, and clients with certificates, on the command line.
    @Suite(.smallCity)
    struct RegistrationCommandTests {
        private func run(_ arguments: String...) async throws -> ProgramRun {
            try await Installation.current.run(arguments)
        }

        @Test func `a token is shown once, listed without itself, and ended`() async throws {
            let added = try await run(
                "client", "initial-access-token", "add", "--name", "Sở Du lịch", "--uses", "3", "--life", "2d", "--json"
            )
            #expect(added.code == Exit.success, "\(added)")
            let token = try #require(added.json["initial_access_token"].string)
            let id = try #require(added.json["id"].string)
            #expect(added.json["uses_left"] == .number(3) && id.hasPrefix("iat-"))
            // Nobody can use it before it is allowed.
            #expect(added.errors.contains("registration.enabled"), "\(added)")
            let listed = try await run("client", "initial-access-token", "list", "--json")
            #expect(listed.output.contains(id) && !listed.output.contains(token), "\(listed)")
            #expect(try await run("client", "initial-access-token", "end", id).code == Exit.success)
            let again = try await run("client", "initial-access-token", "end", id)
            #expect(again.code == Exit.noInput && again.errors.contains(id), "\(again)")
        }

        @Test func `what no token can be is told`() async throws {
            for option in [
                ["--uses", "0"], ["--uses", "1001"], ["--life", "0"], ["--life", "400d"], ["--life", "soon"],
            ] {
                let run = try await Installation.current.run(
                    ["client", "initial-access-token", "add", "--name", "a"] + option)
                #expect(run.code == Exit.usage, "\(option): \(run)")
            }
            let name = try await run("client", "initial-access-token", "add", "--name", "\u{1B}[31m")
            #expect(name.code == Exit.badData, "\(name)")
        }

        @Test func `a client with a certificate is registered by one name of it`() async throws {
            let id = "c-" + UUID().uuidString.lowercased().prefix(8)
            let add = ["client", "add", "--id", id, "--redirect-uri", "https://rp.hue.test/cb"]
            let method = ["--auth-method", "tls_client_auth"]
            for bad in [[], ["--certificate-name", "lgsp.hue.test"], ["--certificate-name", "ip:lgsp.hue.test"]] {
                let run = try await Installation.current.run(add + method + bad)
                #expect(run.code == Exit.badData, "\(bad): \(run)")
            }
            let added = try await Installation.current.run(
                add + method + ["--certificate-name", "dns:lgsp.hue.test", "--certificate-bound", "--json"])
            #expect(added.code == Exit.success && added.json["client_secret"] == .null, "\(added)")
            #expect(added.json["tls_client_auth_san_dns"] == "lgsp.hue.test")
            #expect(added.json["tls_client_certificate_bound_access_tokens"] == .bool(true))
            let shown = try await run("client", "show", id, "--json")
            #expect(shown.json["token_endpoint_auth_method"] == "tls_client_auth", "\(shown)")
        }
    }
}
