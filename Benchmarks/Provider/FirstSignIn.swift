import Accounts
import AsyncHTTPClient
import Foundation
import Identity
import NIOCore
import NIOFoundationCompat
import Wire

/// A holder's first sign-in, form by form: the activation code, a password, an authenticator app.
struct FirstSignIn: Sendable {
    let server: ServerProcess
    let http: HTTPClient
    /// The cookie of the browser that began.
    let browser: String

    /// - Parameter path: the sign-in page.
    /// - Returns: the answer that opens the session.
    func run(from path: String) async throws -> HTTPClientResponse {
        var page = try await get(path)
        var answer = try await post(
            page, ["username": ServerProcess.username, "password": server.activationCode])
        page = try await follow(answer)
        answer = try await post(page, ["password": ServerProcess.password, "password_again": ServerProcess.password])
        page = try await follow(answer)
        guard let match = page.html.firstMatch(of: /secret(?:=|&#x3D;)([A-Z2-7]+)/),
            let seed = try? OneTimePasswordSeed(Base32.decode(String(match.1)))
        else { throw BenchmarkError("no secret on the page: \(page.html)") }
        let now = Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        return try await post(page, ["code": seed.code(at: OneTimePasswordSeed.timeStep(at: now)).text])
    }

    private struct Page: Sendable {
        let path: String
        let html: String
    }

    private func get(_ path: String) async throws -> Page {
        let answer = try await http.execute(request(path), timeout: .seconds(10))
        if let location = answer.headers.first(name: "Location") { return try await get(location) }
        return Page(path: path, html: String(buffer: try await answer.body.collect(upTo: 1 << 20)))
    }

    private func follow(_ answer: HTTPClientResponse) async throws -> Page {
        // A page in between goes on by `Refresh`.
        let refresh = answer.headers.first(name: "Refresh")?.split(separator: "=", maxSplits: 1).last.map(String.init)
        guard let next = answer.headers.first(name: "Location") ?? refresh else {
            throw BenchmarkError("the sign-in stopped: \(answer.status)")
        }
        return try await get(next)
    }

    private func post(_ page: Page, _ fields: [String: String]) async throws -> HTTPClientResponse {
        guard let match = page.html.firstMatch(of: /name="form_token" value="([^"]+)"/) else {
            throw BenchmarkError("no form on the page: \(page.html)")
        }
        var request = request(page.path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        let form = SignedInBrowser.form([("form_token", String(match.1))] + fields.map { ($0.key, $0.value) })
        request.body = .bytes(ByteBuffer(string: form))
        let answer = try await http.execute(request, timeout: .seconds(20))
        _ = try await answer.body.collect(upTo: 1 << 20)
        return answer
    }

    private func request(_ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: server.issuer + path)
        request.headers.add(name: "Cookie", value: browser)
        return request
    }
}
