import AsyncHTTPClient
import BenchmarkSupport
import Foundation
import NIOCore
import NIOFoundationCompat

/// The endpoints that a platform asks, while the server comes and goes.
struct TokenEndpoint: Sendable {
    let server: ServerProcess
    let http: HTTPClient
    let client: ServerProcess.Client

    enum Answer: Sendable {
        case tokens(Tokens)
        /// 4xx, with its `error`.
        case refused(String)
        /// No answer came, or 5xx: whether anything happened isn't known.
        case lost
    }

    struct Tokens: Decodable, Sendable {
        let access_token: String
        let refresh_token: String
        let expires_in: Int
    }

    private struct Refusal: Decodable {
        let error: String
    }

    func redeem(_ code: String) async throws -> Answer {
        try await ask([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ServerProcess.redirectURI),
            ("code_verifier", SignedInBrowser.verifier),
        ])
    }

    func refresh(_ token: String) async throws -> Answer {
        try await ask([("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    private func ask(_ form: [(String, String)]) async throws -> Answer {
        guard let (status, body) = try await send("/oauth2/token", form) else { return .lost }
        switch status {
        case 200: return .tokens(try JSONDecoder().decode(Tokens.self, from: Data(buffer: body)))
        case 500...: return .lost
        default: return .refused(try JSONDecoder().decode(Refusal.self, from: Data(buffer: body)).error)
        }
    }

    /// - Returns: whether the server has said that the token is revoked.
    func revoke(_ token: String) async throws -> Bool {
        try await send("/oauth2/revoke", [("token", token)])?.status == 200
    }

    /// - Returns: the status of UserInfo; `nil` when no answer came.
    func userInfo(_ accessToken: String) async throws -> UInt? {
        var request = HTTPClientRequest(url: server.issuer + "/oauth2/userinfo")
        request.headers.add(name: "Authorization", value: "Bearer \(accessToken)")
        guard let (status, _) = try await send(request), status < 500 else { return nil }
        return status
    }

    private func send(_ path: String, _ form: [(String, String)]) async throws -> (status: UInt, body: ByteBuffer)? {
        var request = HTTPClientRequest(url: server.issuer + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "Authorization", value: client.basicAuthorization)
        request.body = .bytes(ByteBuffer(string: SignedInBrowser.form(form)))
        return try await send(request)
    }

    /// - Returns: `nil` when the connection ends before the answer does, for whatever reason the client gives.
    private func send(_ request: HTTPClientRequest) async throws -> (status: UInt, body: ByteBuffer)? {
        do {
            let answer = try await http.execute(request, timeout: .seconds(20))
            return (answer.status.code, try await answer.body.collect(upTo: 1 << 16))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return nil
        }
    }
}
