import AsyncHTTPClient
import BenchmarkSupport
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// What browsers and the backends of platforms ask the provider for. An answer that isn't the one that is right for this
/// very person is an error.
struct Platforms: Sendable {
    let server: ServerProcess
    let http: HTTPClient
    let answers: Answers

    struct Tokens: Decodable, Sendable {
        let access_token: String
        let id_token: String?
        let refresh_token: String?
    }

    private struct Person: Decodable {
        let name: String
    }

    private struct Introspection: Decodable {
        let active: Bool
    }

    func code(for client: ServerProcess.Client, _ browser: Browser) async throws -> String {
        let query = SignedInBrowser.form(SignedInBrowser.request(of: client.id))
        return try await answers.measure(.authorization) {
            let answer = try await get("/oauth2/authorize?" + query, [("Cookie", browser.cookiePair)])
            guard let location = answer.headers.first(name: "Location"),
                let match = location.firstMatch(of: /[?&]code=([^&]+)/)
            else { throw BenchmarkError("no code: \(answer.status) \(answer.headers)") }
            return String(match.1)
        }
    }

    func redeem(_ code: String, _ client: ServerProcess.Client) async throws -> Tokens {
        try await answers.measure(.redemption) {
            try await post("/oauth2/token", client, SignedInBrowser.redemption(of: code))
        }
    }

    func refresh(
        _ token: String, _ client: ServerProcess.Client, _ question: Answers.Question = .refresh
    ) async throws -> Tokens {
        try await answers.measure(question) {
            let form = [("grant_type", "refresh_token"), ("refresh_token", token)]
            let tokens: Tokens = try await post("/oauth2/token", client, form)
            guard tokens.refresh_token != nil, tokens.refresh_token != token else {
                throw BenchmarkError("a refresh token wasn't rotated")
            }
            return tokens
        }
    }

    /// Looks whose the token is.
    func identify(_ citizen: Citizen, by tokens: Tokens) async throws {
        try await answers.measure(.userInfo) {
            let answer = try await userInfo(tokens)
            let body = try await answer.body.collect(upTo: 1 << 16)
            guard answer.status == .ok else { throw BenchmarkError("UserInfo: \(answer.status)") }
            let person = try JSONDecoder().decode(Person.self, from: Data(buffer: body))
            guard person.name == citizen.claims.name else { throw BenchmarkError("UserInfo is of somebody else") }
        }
    }

    func introspect(_ tokens: Tokens, _ client: ServerProcess.Client) async throws {
        try await answers.measure(.introspection) {
            let answer: Introspection = try await post(
                "/oauth2/introspect", client, [("token", tokens.access_token)])
            guard answer.active else { throw BenchmarkError("a token isn't active") }
        }
    }

    /// With the platform's ID token, by which nobody is asked; nothing of the session counts any more.
    func signOut(_ browser: Browser, _ tokens: Tokens) async throws {
        let query = SignedInBrowser.form([("id_token_hint", tokens.id_token ?? "")])
        try await answers.measure(.signOut) {
            let answer = try await get("/oauth2/logout?" + query, [("Cookie", browser.cookiePair)])
            guard answer.status == .ok, answer.headers["Set-Cookie"].contains(where: { $0.contains("Max-Age=0") })
            else { throw BenchmarkError("not signed out: \(answer.status) \(answer.headers)") }
        }
        let answer = try await userInfo(tokens)
        _ = try await answer.body.collect(upTo: 1 << 16)
        guard answer.status == .unauthorized else {
            throw BenchmarkError("a token of a session that has ended is answered \(answer.status)")
        }
    }

    private func userInfo(_ tokens: Tokens) async throws -> HTTPClientResponse {
        try await send("/oauth2/userinfo", [("Authorization", "Bearer \(tokens.access_token)")])
    }

    private func get(_ path: String, _ headers: [(String, String)]) async throws -> HTTPClientResponse {
        let answer = try await send(path, headers)
        _ = try await answer.body.collect(upTo: 1 << 20)
        return answer
    }

    private func send(_ path: String, _ headers: [(String, String)]) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: server.issuer + path)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        return try await http.execute(request, timeout: .seconds(20))
    }

    private func post<Answer: Decodable>(
        _ path: String, _ client: ServerProcess.Client, _ form: [(String, String)]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: server.issuer + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "Authorization", value: client.basicAuthorization)
        request.body = .bytes(ByteBuffer(string: SignedInBrowser.form(form)))
        let answer = try await http.execute(request, timeout: .seconds(20))
        let body = try await answer.body.collect(upTo: 1 << 16)
        guard answer.status == .ok else { throw BenchmarkError("\(path): \(answer.status) \(String(buffer: body))") }
        return try JSONDecoder().decode(Answer.self, from: Data(buffer: body))
    }
}
