import AsyncHTTPClient
import BenchmarkSupport
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Synchronization

/// What platforms' backends ask for without a browser: tokens of their own, fresh tokens for old ones, and what tokens
/// are worth.
struct TokenGrants: Sendable {
    private let server: ServerProcess
    private let http: HTTPClient
    private let service: ServerProcess.Client
    private let client: ServerProcess.Client

    init(_ server: ServerProcess, _ http: HTTPClient) {
        self.server = server
        self.http = http
        service = server.service
        client = server.refreshing
    }

    func clientCredentials(_ count: Int, atOnce: Int) async throws {
        try await concurrently(count, atOnce) { _ in
            _ = try await json("/oauth2/token", service, [("grant_type", "client_credentials")])
        }
    }

    /// Each of as many families as are under way at once is refreshed again and again, with rotation.
    func refresh(
        _ count: Int, atOnce: Int, _ browser: SignedInBrowser
    ) async throws -> @Sendable () async throws -> Void {
        var tokens: [String] = []
        for _ in 0..<atOnce {
            guard let token = try await browser.tokens(for: client)["refresh_token"] as? String else {
                throw BenchmarkError("no refresh token")
            }
            tokens.append(token)
        }
        return { [tokens] in
            try await concurrently(atOnce, atOnce) { family in
                var token = tokens[family]
                for _ in 0..<(count / atOnce) {
                    let answer = try await json(
                        "/oauth2/token", client, [("grant_type", "refresh_token"), ("refresh_token", token)])
                    guard let next = answer["refresh_token"] as? String else {
                        throw BenchmarkError("no successor: \(answer)")
                    }
                    token = next
                }
            }
        }
    }

    /// One token is exchanged again and again (RFC 8693), for the client's only audience.
    func exchange(_ count: Int, atOnce: Int, _ token: String) async throws {
        try await concurrently(count, atOnce) { _ in
            let answer = try await json(
                "/oauth2/token", client,
                [
                    ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", token),
                    ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
                ])
            guard answer["issued_token_type"] != nil else { throw BenchmarkError("not exchanged: \(answer)") }
        }
    }

    func introspect(_ count: Int, atOnce: Int, _ token: String) async throws {
        try await concurrently(count, atOnce) { _ in
            let answer = try await json("/oauth2/introspect", client, [("token", token)])
            guard answer["active"] as? Bool == true else { throw BenchmarkError("not active: \(answer)") }
        }
    }

    func userInfo(_ count: Int, atOnce: Int, _ token: String) async throws {
        try await concurrently(count, atOnce) { _ in
            var request = HTTPClientRequest(url: server.issuer + "/oauth2/userinfo")
            request.headers.add(name: "Authorization", value: "Bearer \(token)")
            let answer = try await http.execute(request, timeout: .seconds(20))
            _ = try await answer.body.collect(upTo: 1 << 16)
            guard answer.status == .ok else { throw BenchmarkError("UserInfo: \(answer.status)") }
        }
    }

    // MARK: Devices

    /// - Returns: a device code each (RFC 8628 §3.2).
    func deviceCodes(_ count: Int, atOnce: Int) async throws -> [String] {
        let codes = Mutex<[String]>([])
        try await concurrently(count, atOnce) { _ in
            let answer = try await json("/oauth2/device_authorization", server.device, [("scope", "openid")])
            guard let code = answer["device_code"] as? String else { throw BenchmarkError("no device code: \(answer)") }
            codes.withLock { $0.append(code) }
        }
        return codes.withLock { $0 }
    }

    /// Each is polled once, before anybody has decided.
    func poll(_ codes: [String], atOnce: Int) async throws {
        try await concurrently(codes.count, atOnce) { index in
            let answer = try await json(
                "/oauth2/token", server.device,
                [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", codes[index])],
                answeredWith: .badRequest)
            guard answer["error"] as? String == "authorization_pending" else {
                throw BenchmarkError("not pending: \(answer)")
            }
        }
    }

    // MARK: Proofs

    /// PAR, code and token of a client that proves itself by `private_key_jwt` and its tokens by DPoP: three requests, of
    /// which two bring an assertion and a proof each.
    func provenLogins(_ count: Int, atOnce: Int, _ browser: SignedInBrowser) async throws {
        try await concurrently(count, atOnce) { _ in
            let client = server.proven
            let pushed = try await proven("/oauth2/par", SignedInBrowser.request(of: client.id), status: .created)
            guard let requestURI = pushed["request_uri"] as? String else { throw BenchmarkError("\(pushed)") }
            let code = try await browser.authorize(pushed: requestURI, by: client.id)
            let tokens = try await proven("/oauth2/token", SignedInBrowser.redemption(of: code), status: .ok)
            guard tokens["token_type"] as? String == "DPoP" else { throw BenchmarkError("not bound: \(tokens)") }
        }
    }

    private func proven(
        _ path: String, _ form: [(String, String)], status: HTTPResponseStatus
    ) async throws -> [String: Any] {
        let proof = ("DPoP", try server.proven.proof(path))
        return try await json(path, [proof], form + (try server.proven.assertion()), answeredWith: status)
    }

    // MARK: Asking

    private func json(
        _ path: String, _ client: ServerProcess.Client, _ form: [(String, String)],
        answeredWith status: HTTPResponseStatus = .ok
    ) async throws -> [String: Any] {
        try await json(path, [("Authorization", client.basicAuthorization)], form, answeredWith: status)
    }

    /// The JSON object that a client is answered with.
    private func json(
        _ path: String, _ headers: [(String, String)], _ form: [(String, String)],
        answeredWith status: HTTPResponseStatus
    ) async throws -> [String: Any] {
        var request = HTTPClientRequest(url: server.issuer + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(ByteBuffer(string: SignedInBrowser.form(form)))
        let answer = try await http.execute(request, timeout: .seconds(20))
        let body = try await answer.body.collect(upTo: 1 << 16)
        guard answer.status == status else { throw BenchmarkError("\(path): \(answer.status) \(String(buffer: body))") }
        return try JSONSerialization.jsonObject(with: Data(buffer: body)) as? [String: Any] ?? [:]
    }

    private func concurrently(
        _ count: Int, _ atOnce: Int, _ operation: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for index in 0..<count {
                if index >= atOnce { try await tasks.next() }
                tasks.addTask { try await operation(index) }
            }
            try await tasks.waitForAll()
        }
    }
}
