import Foundation

/// A relying party that nobody here wrote, of PyPI, run by a script beside this file. It listens for its own callback;
/// the browser is the caller's.
enum PythonRelyingParty: String, Sendable {
    case authlib = "authlib_client.py"
    case requestsOAuthlib = "requests_oauthlib_client.py"
    case requestsOAuth2Client = "requests_oauth2client_client.py"
    case messageSigning = "message_signing_client.py"
    case idpyoidc = "idpyoidc_client.py"

    /// Those that can be a service (RFC 6749 §4.4).
    static let services: [PythonRelyingParty] = [.authlib, .requestsOAuthlib]

    private struct Listening: Decodable {
        let redirect_uri: String
        /// Its public keys, of a library that can prove itself by them.
        let jwks: JSON?
    }

    private struct Asking: Decodable {
        let authorization_url: String
    }

    struct Result: Decodable, Sendable {
        let header: [String: JSON]
        let claims: [String: JSON]
        let userinfo: [String: JSON]
        let access_token: String
        let id_token: String
        /// After the refresh token was used once: what UserInfo said, and what introspection said to a client that may ask.
        let refreshed: [String: JSON]
        let introspected: [String: JSON]?
        /// What the refreshed access token was exchanged for, by a library that does that.
        let exchanged: String?
        /// What of the `authorization_details` that it asked for it was granted.
        let authorization_details: JSON?
        /// What the token endpoint said to the refresh token in the end; Authlib has revoked it before.
        let refused: String?
    }

    /// What a library got that registers itself.
    struct Registered: Decodable, Sendable {
        /// What it was told of its registration (RFC 7591 §3.2.1).
        let registration: [String: JSON]
        let claims, userinfo: [String: JSON]
    }

    /// Lets one register itself by an initial access token, and log somebody in.
    func registerAndLogIn(
        at issuer: String, by token: String, visit: (_ authorizationURL: String) async throws -> Void
    ) async throws -> Registered {
        try await running(at: issuer) { process, _ in
            _ = try await Self.next(Listening.self, from: process)
            process.write(line: JSON.object(["initial_access_token": .string(token)]).text)
            try await visit(Self.next(Asking.self, from: process).authorization_url)
            return try await Self.next(Registered.self, from: process)
        }
    }

    /// Lets it log somebody in: `register` makes the client for its redirect URI, and the file of its keys; `visit` takes a browser
    /// through the authorization URL until the callback has been reached.
    /// - Parameter details: the `authorization_details` that it asks for, if it does.
    func logIn(
        at issuer: String, details: JSON = .null,
        register: (_ redirectURI: String, _ keysFile: URL) async throws -> Platform,
        visit: (_ authorizationURL: String) async throws -> Void
    ) async throws -> Result {
        try await running(at: issuer) { process, folder in
            let listening = try await Self.next(Listening.self, from: process)
            let keysFile = folder.appendingPathComponent("jwks.json")
            try Data((listening.jwks ?? .object(["keys": .array([])])).text.utf8).write(to: keysFile)
            let platform = try await register(listening.redirect_uri, keysFile)
            process.write(
                line: JSON.object([
                    "client_id": .string(platform.id), "client_secret": .string(platform.secret ?? ""),
                    "authentication": .string(platform.registration.authentication),
                    "audience": .string(platform.registration.audience ?? ""), "authorization_details": details,
                ]).text)
            try await visit(Self.next(Asking.self, from: process).authorization_url)
            return try await Self.next(Result.self, from: process)
        }
    }

    /// Runs the script for as long as a body speaks with it, which gets a folder of its own besides.
    private func running<Value>(
        at issuer: String, _ body: (ChildProcess, URL) async throws -> Value
    ) async throws -> Value {
        let folder = try makeTemporaryFolder("python")
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = try ChildProcess(
            Installed.python(), ["-W", "ignore", script.path, issuer], log: folder.appendingPathComponent("log"))
        do {
            let value = try await body(process, folder)
            await process.stop()
            return value
        } catch {
            await process.stop()
            throw HTTP.Failure(description: "\(error)\n\(rawValue)'s log ends with:\n\(process.logTail)")
        }
    }

    /// What a service gets for itself (RFC 6749 §4.4), and what the access token opens.
    func token(forService client: Platform, resource: String, at issuer: String) async throws -> JSON {
        let run = try await ProgramRun(
            of: Installed.python(), ["-W", "ignore", script.path, issuer, "--service"],
            input: JSON.object([
                "client_id": .string(client.id), "client_secret": .string(client.secret ?? ""),
                "resource": .string(resource),
            ]).text)
        guard run.code == 0 else { throw HTTP.Failure(description: "\(rawValue): \(run)") }
        return run.json
    }

    private var script: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(rawValue)
    }

    /// The next thing that it says. It says nothing before it is told something, so that what has come
    /// is never more than one line.
    private static func next<Value: Decodable>(
        _ type: Value.Type, from process: ChildProcess
    ) async throws -> Value {
        try await process.readJSON(type)
    }
}
