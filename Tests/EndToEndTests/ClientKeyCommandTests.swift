import Foundation
import Testing

extension EndToEnd {
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

        @Test func `keys for another method, or none for this one, are told`() async throws {
            let other = try await add(Self.keys)
            #expect(other.code == Exit.badData && other.errors.contains("private_key_jwt only"), "\(other)")
            let none = try await add(nil, "--auth-method", "private_key_jwt")
            #expect(none.code == Exit.badData && none.errors.contains("jwks or jwks_uri"), "\(none)")
            let disclosed = try await add(
                Self.keys.replacingOccurrences(of: #""kid": "1""#, with: #""d": "AAAA""#), "--auth-method",
                "private_key_jwt")
            #expect(disclosed.code == Exit.badData && disclosed.errors.contains("disclosed"), "\(disclosed)")
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
