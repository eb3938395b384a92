import Foundation

/// A relying party that nobody here wrote: Authlib (PyPI), run by authlib_client.py. It listens for its own
/// callback; the browser is the caller's.
struct AuthlibClient: Sendable {
    private struct Listening: Decodable {
        let redirect_uri: String
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
    }

    /// Lets Authlib log somebody in: `register` makes the client for its redirect URI, `visit` takes a browser
    /// through the authorization URL until the callback has been reached.
    static func logIn(
        at issuer: String, register: (_ redirectURI: String) async throws -> Platform,
        visit: (_ authorizationURL: String) async throws -> Void
    ) async throws -> Result {
        let folder = try makeTemporaryFolder("authlib")
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("authlib_client.py")
        let process = try ChildProcess(
            Installed.python(), ["-W", "ignore", script.path, issuer], log: folder.appendingPathComponent("log"))
        do {
            let listening = try await next(Listening.self, from: process)
            let platform = try await register(listening.redirect_uri)
            process.write(
                line: JSON.object([
                    "client_id": .string(platform.id), "client_secret": .string(platform.secret ?? ""),
                    "authentication": .string(platform.registration.authentication),
                ]).text)
            try await visit(next(Asking.self, from: process).authorization_url)
            let result = try await next(Result.self, from: process)
            await process.stop()
            return result
        } catch {
            await process.stop()
            throw HTTP.Failure(description: "\(error)\nAuthlib's log ends with:\n\(process.logTail)")
        }
    }

    /// The next thing that Authlib says. It says nothing before it is told something, so that what has come
    /// is never more than one line.
    private static func next<Value: Decodable>(
        _ type: Value.Type, from process: ChildProcess
    ) async throws -> Value {
        try await process.readJSON(type)
    }
}
