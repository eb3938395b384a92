import AsyncHTTPClient
import BenchmarkSupport
import Foundation
import NIOCore
import NIOFoundationCompat

/// A platform that asks the Authorization API about somebody who has signed in there, a hundred questions at a time.
struct PlatformQuestions: Sendable {
    /// Questions in one request.
    static let atATime = 100

    private let server: ServerProcess
    private let http: HTTPClient
    private let body: ByteBuffer

    /// Signs the browser's person in at the platform, which so learns `sub` and `sid`.
    static func begin(_ browser: SignedInBrowser, _ server: ServerProcess, _ http: HTTPClient) async throws -> Self {
        let tokens = try await browser.tokens(for: server.platform)
        let parts = (tokens["id_token"] as? String ?? "").split(separator: ".")
        guard parts.count == 3, let claims = object(base64URL: String(parts[1])),
            let subject = claims["sub"] as? String, let session = claims["sid"] as? String
        else { throw BenchmarkError("no ID token in \(tokens)") }
        let functions = ["dashboard.view", "report.enter", "report.approve", "dashboard.view"]
        // 25 units all over the city, every fourth in the officer's own department.
        let departments = ServerProcess.departments
        let units = (0..<atATime / functions.count).map { number in
            "\(departments[number % 4 == 0 ? 0 : number]).\(number + 1)"
        }
        let request: [String: Any] = [
            "subject": ["type": "user", "id": subject], "context": ["sid": session],
            "evaluations": (0..<atATime).map { number in
                [
                    "action": ["name": functions[number % functions.count]],
                    "resource": ["type": "unit", "id": units[number / functions.count % units.count]],
                ]
            },
        ]
        return PlatformQuestions(
            server: server, http: http, body: ByteBuffer(data: try JSONSerialization.data(withJSONObject: request)))
    }

    func ask(_ count: Int, atOnce: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for index in 0..<count {
                if index >= atOnce { try await tasks.next() }
                tasks.addTask { _ = try await answers() }
            }
            try await tasks.waitForAll()
        }
    }

    /// How many of the questions are answered with yes.
    func permits() async throws -> Int {
        try await answers().count { $0["decision"] as? Bool == true }
    }

    private func answers() async throws -> [[String: Any]] {
        var request = HTTPClientRequest(url: server.issuer + "/access/v1/evaluations")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Authorization", value: server.platform.basicAuthorization)
        request.body = .bytes(body)
        let answer = try await http.execute(request, timeout: .seconds(20))
        let json = try await answer.body.collect(upTo: 1 << 20)
        guard answer.status == .ok,
            let object = try JSONSerialization.jsonObject(with: Data(buffer: json)) as? [String: Any],
            let answers = object["evaluations"] as? [[String: Any]], answers.count == Self.atATime
        else { throw BenchmarkError("evaluations: \(answer.status) \(String(buffer: json))") }
        return answers
    }

    private static func object(base64URL text: String) -> [String: Any]? {
        var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        return Data(base64Encoded: base64).flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any]
    }
}
