import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat

/// A browser that has signed in: it holds the session cookie, and asks for codes and tokens as a browser and a platform
/// would, many at once.
package struct SignedInBrowser: Sendable {
    private let server: ServerProcess
    package let http: HTTPClient
    private let cookie: String
    /// What stands in for the authenticator app, each once.
    package let recoveryCodes: [String]

    // RFC 7636 Appendix B.
    package static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    /// Signs in by the forms of the login pages.
    /// - Parameter recoveryCode: `nil` for the account's first sign-in.
    @discardableResult
    package static func signIn(
        to server: ServerProcess, _ http: HTTPClient, recoveryCode: String? = nil
    ) async throws -> SignedInBrowser {
        let stranger = SignedInBrowser(server: server, http: http, cookie: "", recoveryCodes: [])
        let begun = try await stranger.get(stranger.authorizationURL(server.clients[0]))
        guard let page = begun.headers.first(name: "Location"), let browser = pair(begun, "hue-sso-browser") else {
            throw BenchmarkError("no sign-in page: \(begun.status) \(begun.headers)")
        }
        let forms = SignInForms(server: server, http: http, browser: browser)
        let done =
            if let recoveryCode {
                try await forms.later(from: page, recoveryCode: recoveryCode)
            } else {
                try await forms.first(from: page)
            }
        guard let session = pair(done.answer, "hue-sso-session") else {
            throw BenchmarkError("not signed in: \(done.answer.status)")
        }
        return SignedInBrowser(server: server, http: http, cookie: session, recoveryCodes: done.recoveryCodes)
    }

    /// The same browser at another node.
    package func at(_ node: ServerProcess) -> SignedInBrowser {
        SignedInBrowser(server: node, http: http, cookie: cookie, recoveryCodes: [])
    }

    package func discover(_ count: Int, atOnce: Int) async throws {
        let address = server.address + "/.well-known/openid-configuration"
        _ = try await concurrently(count, atOnce) { _ in
            let answer = try await get(address)
            guard answer.status == .ok else { throw BenchmarkError("discovery: \(answer.status)") }
            return ""
        }
    }

    /// - Returns: the codes.
    package func authorize(_ count: Int, atOnce: Int, _ client: ServerProcess.Client) async throws -> [String] {
        let address = authorizationURL(client)
        return try await concurrently(count, atOnce) { _ in try await authorize(address) }
    }

    package func redeem(_ codes: [String], atOnce: Int, _ client: ServerProcess.Client) async throws {
        _ = try await concurrently(codes.count, atOnce) { index in
            try await redeem(codes[index], client)
            return ""
        }
    }

    /// Authorization and token, one after the other.
    package func logins(_ count: Int, atOnce: Int, _ client: ServerProcess.Client) async throws {
        let address = authorizationURL(client)
        _ = try await concurrently(count, atOnce) { _ in
            try await redeem(try await authorize(address), client)
            return ""
        }
    }

    /// A code for a platform.
    package func authorize(_ client: ServerProcess.Client) async throws -> String {
        try await authorize(authorizationURL(client))
    }

    /// A code for a request that was pushed (RFC 9126 §4).
    package func authorize(pushed requestURI: String, by client: String) async throws -> String {
        let query = Self.form([("client_id", client), ("request_uri", requestURI)])
        return try await authorize(server.address + "/oauth2/authorize?" + query)
    }

    private func authorize(_ address: String) async throws -> String {
        let answer = try await get(address)
        guard let location = answer.headers.first(name: "Location"), let match = location.firstMatch(of: /code=([^&]+)/)
        else { throw BenchmarkError("no code: \(answer.status) \(answer.headers)") }
        return String(match.1)
    }

    /// The token response for a platform.
    package func tokens(for client: ServerProcess.Client) async throws -> [String: Any] {
        let body = try await redeem(try await authorize(authorizationURL(client)), client)
        return try JSONSerialization.jsonObject(with: Data(buffer: body)) as? [String: Any] ?? [:]
    }

    package func accessToken(for client: ServerProcess.Client) async throws -> String {
        guard let token = try await tokens(for: client)["access_token"] as? String else {
            throw BenchmarkError("no access token")
        }
        return token
    }

    @discardableResult
    private func redeem(_ code: String, _ client: ServerProcess.Client) async throws -> ByteBuffer {
        var request = HTTPClientRequest(url: server.address + "/oauth2/token")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "Authorization", value: client.basicAuthorization)
        request.body = .bytes(ByteBuffer(string: Self.form(Self.redemption(of: code))))
        let answer = try await http.execute(request, timeout: .seconds(20))
        let body = try await answer.body.collect(upTo: 1 << 16)
        guard answer.status == .ok else { throw BenchmarkError("token: \(answer.status) \(String(buffer: body))") }
        return body
    }

    private func authorizationURL(_ client: ServerProcess.Client) -> String {
        server.address + "/oauth2/authorize?" + Self.form(Self.request(of: client.id))
    }

    /// What a platform asks for.
    package static func request(of client: String) -> [(String, String)] {
        [
            ("response_type", "code"), ("client_id", client), ("redirect_uri", ServerProcess.redirectURI),
            ("scope", "openid profile"), ("state", "af0ifjsldkj"), ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ]
    }

    /// What it redeems a code with.
    package static func redemption(of code: String) -> [(String, String)] {
        [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ServerProcess.redirectURI),
            ("code_verifier", verifier),
        ]
    }

    private func get(_ address: String) async throws -> HTTPClientResponse {
        let answer = try await http.execute(request(address, cookie: cookie), timeout: .seconds(20))
        _ = try await answer.body.collect(upTo: 1 << 20)
        return answer
    }

    private func request(_ address: String, cookie: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address)
        if !cookie.isEmpty { request.headers.add(name: "Cookie", value: cookie) }
        return request
    }

    package static func form(_ pairs: [(String, String)]) -> String {
        let allowed = CharacterSet(charactersIn: "-._~").union(.alphanumerics)
        return pairs.map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")" }
            .joined(separator: "&")
    }

    /// `name=value` of the cookie that an answer sets.
    private static func pair(_ answer: HTTPClientResponse, _ name: String) -> String? {
        answer.headers["Set-Cookie"].first { $0.contains(name) }?.split(separator: ";").first.map(String.init)
    }

    private func concurrently(
        _ count: Int, _ atOnce: Int, _ operation: @escaping @Sendable (Int) async throws -> String
    ) async throws -> [String] {
        try await withThrowingTaskGroup(of: String.self) { tasks in
            var results: [String] = []
            results.reserveCapacity(count)
            for index in 0..<count {
                if index >= atOnce, let result = try await tasks.next() { results.append(result) }
                tasks.addTask { try await operation(index) }
            }
            for try await result in tasks { results.append(result) }
            return results
        }
    }
}
