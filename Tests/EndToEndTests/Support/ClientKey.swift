import Foundation

/// A key that a client of the tests proves itself with: what it signs is signed by PyPI's joserfc, which knows nothing of us.
struct ClientKey: Sendable {
    let folder: URL
    /// The JWK set that is registered.
    var publicSet: String { folder.appendingPathComponent("jwks.json").path }

    /// Makes one that is gone after `body`.
    static func scratch(_ body: (ClientKey) async throws -> Void) async throws {
        let key = ClientKey(folder: try makeTemporaryFolder("key"))
        defer { try? FileManager.default.removeItem(at: key.folder) }
        _ = try await key.run(
            """
            key = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
            json.dump(key.as_dict(private=True), open(folder + "/key.json", "w"))
            json.dump({"keys": [key.as_dict(private=False)]}, open(folder + "/jwks.json", "w"))
            print("{}")
            """)
        try await body(key)
    }

    /// An assertion that the client proves itself with (RFC 7523 §2.2); good for a minute.
    func assertion(of client: String, for issuer: String, id: String) async throws -> String {
        try await signed(
            ["alg": "ES256"], ["iss": .string(client), "sub": .string(client), "aud": .string(issuer)], id)
    }

    /// A proof that a POST is sent by who holds the key (RFC 9449 §4.2).
    func proof(for url: String, id: String) async throws -> String {
        try await signed(["alg": "ES256", "typ": "dpop+jwt"], ["htm": "POST", "htu": .string(url)], id)
    }

    private func signed(_ header: JSON, _ claims: JSON, _ id: String) async throws -> String {
        let parts: JSON = ["header": header, "claims": claims, "id": .string(id)]
        let answer = try await run(
            """
            key = ECKey.import_key(json.load(open(folder + "/key.json")))
            parts = json.load(sys.stdin)
            now = int(time.time())
            public = {name: key.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}
            header = dict(parts["header"])
            header["jwk" if "typ" in header else "kid"] = public if "typ" in header else key.kid
            claims = dict(parts["claims"], iat=now, exp=now + 60, jti=parts["id"])
            print(json.dumps({"token": jwt.encode(header, claims, key)}))
            """, input: parts.text)
        guard let token = answer["token"].string else { throw HTTP.Failure(description: "\(answer)") }
        return token
    }

    private func run(_ script: String, input: String = "") async throws -> JSON {
        let start =
            "import json, sys, time\nfrom joserfc import jwt\nfrom joserfc.jwk import ECKey\nfolder = sys.argv[1]\n"
        let run = try await ProgramRun(
            of: Installed.python(), ["-W", "ignore", "-c", start + script, folder.path], input: input)
        guard run.code == 0 else { throw HTTP.Failure(description: "\(run)") }
        return run.json
    }
}
