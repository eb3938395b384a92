import Accounts
import AsyncHTTPClient
import Foundation
import Identity
import NIOCore
import NIOFoundationCompat
import Wire

/// A sign-in of the account's holder, form by form.
struct SignInForms: Sendable {
    let server: ServerProcess
    let http: HTTPClient
    /// The cookie of the browser that began.
    let browser: String

    /// The answer that opens a session, and the page that it holds.
    struct Opened: Sendable {
        let answer: HTTPClientResponse
        let html: String

        /// Those that the page shows.
        var recoveryCodes: [String] {
            html.matches(of: /translate="no">([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})</).map { String($0.output.1) }
        }
    }

    /// The first: the activation code, a password, an authenticator app.
    /// - Parameter path: the sign-in page.
    func first(from path: String) async throws -> Opened {
        let begun = try await begin(path, server.activationCode)
        let chosen = try await post(
            begun, ["password": ServerProcess.password, "password_again": ServerProcess.password])
        let page = try await follow(chosen.answer)
        guard let match = page.html.firstMatch(of: /secret(?:=|&#x3D;)([A-Z2-7]+)/),
            let seed = try? OneTimePasswordSeed(Base32.decode(String(match.1)))
        else { throw BenchmarkError("no secret on the page: \(page.html)") }
        return try await post(page, ["code": seed.code(at: OneTimePasswordSeed.timeStep(at: .now)).text])
    }

    /// One of the later: the password, and a recovery code, as the app has one code in half a minute.
    func later(from path: String, recoveryCode: String) async throws -> Opened {
        try await post(try await begin(path, ServerProcess.password), ["recovery_code": recoveryCode])
    }

    private func begin(_ path: String, _ password: String) async throws -> Page {
        let answer = try await post(
            try await get(path), ["username": ServerProcess.username, "password": password]
        ).answer
        return try await follow(answer)
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

    private func post(_ page: Page, _ fields: [String: String]) async throws -> Opened {
        guard let match = page.html.firstMatch(of: /name="form_token" value="([^"]+)"/) else {
            throw BenchmarkError("no form on the page: \(page.html)")
        }
        var request = request(page.path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        let form = SignedInBrowser.form([("form_token", String(match.1))] + fields.map { ($0.key, $0.value) })
        request.body = .bytes(ByteBuffer(string: form))
        let answer = try await http.execute(request, timeout: .seconds(20))
        return Opened(answer: answer, html: String(buffer: try await answer.body.collect(upTo: 1 << 20)))
    }

    private func request(_ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: server.issuer + path)
        request.headers.add(name: "Cookie", value: browser)
        return request
    }
}
