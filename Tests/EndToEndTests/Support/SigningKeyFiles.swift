import Foundation

/// An RSA key of a relying party that reads its keys from files: both parts as PEM, and the public one as the JWK set that is
/// registered.
struct SigningKeyFiles: Sendable {
    /// Its `kid`.
    let id = "apache"
    let privateKey: URL
    let publicKey: URL
    let publicSet: URL

    /// Makes one that is gone after `body`.
    static func scratch(_ body: (SigningKeyFiles) async throws -> Void) async throws {
        let folder = try makeTemporaryFolder("key")
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = SigningKeyFiles(
            privateKey: folder.appendingPathComponent("key.pem"),
            publicKey: folder.appendingPathComponent("public.pem"),
            publicSet: folder.appendingPathComponent("jwks.json"))
        let script = """
            import json, sys
            from joserfc.jwk import RSAKey
            key = RSAKey.generate_key(2048, {"kid": sys.argv[1], "use": "sig"})
            open(sys.argv[2], "wb").write(key.as_pem(private=True))
            open(sys.argv[3], "wb").write(key.as_pem(private=False))
            json.dump({"keys": [key.as_dict(private=False)]}, open(sys.argv[4], "w"))
            """
        let run = try await ProgramRun(
            of: Installed.python(),
            ["-c", script, files.id, files.privateKey.path, files.publicKey.path, files.publicSet.path])
        guard run.code == 0 else { throw HTTP.Failure(description: "\(run)") }
        try await body(files)
    }
}
