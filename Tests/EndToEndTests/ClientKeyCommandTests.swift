import Foundation
import Testing

extension EndToEnd.Commands {
    /// Platforms that are registered with keys, and what they are held to, on the command line.
    @Suite(.smallCity)
    struct ClientKeyCommandTests {
        /// RFC 7517 A.1, the first key.
        private static let keys = """
            {"keys": [{"kty": "EC", "crv": "P-256", "kid": "1", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
             "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}
            """

        private func add(_ keys: String?, _ options: String...) async throws -> ProgramRun {
            let folder = try makeTemporaryFolder("keys")
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appendingPathComponent("jwks.json")
            if let keys { try Data(keys.utf8).write(to: file) }
            let id = "k-" + UUID().uuidString.lowercased().prefix(8)
            return try await Installation.current.run(
                ["client", "add", "--id", id, "--redirect-uri", "https://rp.hue.test/cb"] + options
                    + (keys == nil ? [] : ["--jwks", file.path]))
        }

        @Test func `a platform with keys gets no secret, and its keys are shown by name`() async throws {
            let run = try await add(Self.keys, "--auth-method", "private_key_jwt", "--dpop-bound", "--json")
            #expect(run.code == Exit.success, "\(run)")
            #expect(run.json["client_secret"] == .null && run.json["keys"] == ["1"])
            #expect(run.json["dpop_bound_access_tokens"] == .bool(true))
        }

        @Test func `a platform with a secret may have keys too, and none for private_key_jwt is told`() async throws {
            let other = try await add(Self.keys, "--json")
            #expect(other.code == Exit.success && other.json["keys"] == ["1"], "\(other)")
            let none = try await add(nil, "--auth-method", "private_key_jwt")
            #expect(none.code == Exit.badData && none.errors.contains("jwks or jwks_uri"), "\(none)")
            let disclosed = try await add(
                Self.keys.replacingOccurrences(of: #""kid": "1""#, with: #""d": "AAAA""#), "--auth-method",
                "private_key_jwt")
            #expect(disclosed.code == Exit.badData && disclosed.errors.contains("disclosed"), "\(disclosed)")
        }

        @Test func `a platform signs with its secret where the settings say so, and gets another when it is rotated`()
            async throws
        {
            let (here, id) = (try Installation.current, "mac-" + UUID().uuidString.lowercased().prefix(8))
            let add = [
                "client", "add", "--id", id, "--redirect-uri", "https://rp.hue.test/cb", "--auth-method",
                "client_secret_jwt", "--json",
            ]
            let off = try await here.run(add)
            #expect(off.code == Exit.badData && off.errors.contains("clients.secret-jwt"), "\(off)")
            func run(_ arguments: [String]) async throws -> ProgramRun {
                try await CommandLineTool.run(
                    arguments + Assumed.on(here.data),
                    environment: Assumed.masterKeyEnvironment.merging(["HUE_SSO_CLIENTS_SECRET_JWT": "true"]) { $1 })
            }
            let added = try await run(add)
            #expect(added.json["token_endpoint_auth_method"] == "client_secret_jwt", "\(added)")
            let rotated = try await run(["client", "rotate-secret", id, "--overlap", "1h", "--json"])
            let secrets = [added, rotated].compactMap { $0.json["client_secret"].string }
            #expect(secrets.count == 2 && Set(secrets).count == 2, "\(rotated)")
            let unsealed = try await here.run("client", "rotate-secret", id, "--yes")
            #expect(unsealed.code == Exit.badData && unsealed.errors.contains("clients.secret-jwt"), "\(unsealed)")
        }

        @Test func `a platform may ask by authorization_details where it is allowed to, and nobody else`() async throws
        {
            let type = ["--authorization-details-type", "hue_permissions"]
            let run = try await add(nil, "--platform", "bi", type[0], type[1], "--json")
            #expect(run.code == Exit.success, "\(run)")
            #expect(run.json["authorization_details_types"] == ["hue_permissions"])
            let id = try #require(run.json["client_id"].string)
            let edited = try await Installation.current.run([
                "client", "edit", id, "--authorization-details-type", "none", "--json",
            ])
            #expect(edited.json["authorization_details_types"] == [], "\(edited)")
            let nobodys = try await add(nil, type[0], type[1])
            #expect(nobodys.code == Exit.badData && nobodys.errors.contains("which platform it is"), "\(nobodys)")
            let unknown = try await add(nil, "--platform", "bi", type[0], "payments")
            #expect(unknown.code == Exit.badData && unknown.errors.contains(type[1]), "\(unknown)")
        }

        @Test func `what is said of signed and encrypted messages is shown, and what it needs is told`() async throws {
            let set = Self.keys.replacingOccurrences(of: #"{"kty""#, with: #"{"use": "enc", "kty""#)
            let run = try await add(
                set, "--response-alg", "PS256", "--encrypt-response", "ECDH-ES A256GCM", "--encrypt-id-token",
                "ECDH-ES+A256KW",
                "--encrypt-userinfo", "ECDH-ES", "--json")
            #expect(run.code == Exit.success, "\(run)")
            #expect(run.json["authorization_signed_response_alg"] == "PS256")
            #expect(run.json["authorization_encrypted_response_enc"] == "A256GCM")
            #expect(run.json["id_token_encrypted_response_alg"] == "ECDH-ES+A256KW")
            #expect(run.json["id_token_encrypted_response_enc"] == "A128CBC-HS256")
            #expect(run.json["userinfo_encrypted_response_alg"] == "ECDH-ES")
            let signing = try await add(
                Self.keys, "--require-signed-requests", "--request-object-alg", "ES256", "--json")
            #expect(signing.json["require_signed_request_object"] == .bool(true), "\(signing)")
            #expect(signing.json["request_object_signing_alg"] == "ES256")
            for (keys, options, sentence) in [
                (nil, ["--require-signed-requests"], "needs the client's public keys"),
                (Self.keys, ["--encrypt-id-token", "ECDH-ES"], "jwks has no key to encrypt to"),
                (set, ["--encrypt-id-token", "RSA1_5"], "key management algorithm (alg) must be one of"),
                (set, ["--encrypt-id-token", "ECDH-ES A192GCM"], "content encryption (enc) must be one of"),
            ] as [(String?, [String], String)] {
                let folder = try makeTemporaryFolder("keys")
                defer { try? FileManager.default.removeItem(at: folder) }
                let file = folder.appendingPathComponent("jwks.json")
                if let keys { try Data(keys.utf8).write(to: file) }
                let run = try await Installation.current.run(
                    ["client", "add", "--id", "refused", "--redirect-uri", "https://rp.hue.test/cb"] + options
                        + (keys == nil ? [] : ["--jwks", file.path]))
                #expect(run.code == Exit.badData && run.errors.contains(sentence), "\(run)")
            }
        }

        @Test func `a profile is kept as a whole`() async throws {
            let run = try await add(Self.keys, "--auth-method", "private_key_jwt", "--profile", "fapi2", "--json")
            #expect(run.code == Exit.success && run.json["profile"] == "fapi2", "\(run)")
            #expect(run.json["require_pushed_authorization_requests"] == .bool(true))
            let weaker = try await add(nil, "--profile", "fapi2")
            #expect(weaker.code == Exit.badData, "\(weaker)")
            #expect(weaker.errors.contains("token_endpoint_auth_method is weaker"), "\(weaker)")
        }
    }
}
