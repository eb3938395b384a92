import AsyncHTTPClient
import Foundation
import NIOHTTP1
import TestSupport

/// A small client of the W3C WebDriver protocol, speaking to one chromedriver.
struct WebDriver: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The key under which WebDriver wraps the reference to an element (WebDriver §12.1).
    static let elementKey = "element-6066-11e4-a52e-4f735466cecf"

    private let process: ChildProcess
    private let address: String

    static func start(log: URL) async throws -> WebDriver {
        // The driver looks for the browser itself; asking here gives the better message.
        _ = try Installed.chromium()
        // By itself it takes a free port of IPv6 and ends where that one is taken in IPv4.
        let port = try freePort()
        let process = try ChildProcess(Installed.chromedriver(), ["--port=\(port)"], log: log)
        _ = try await process.read { printed in
            String(decoding: printed, as: UTF8.self).contains("started successfully on port \(port)") ? true : nil
        }
        return WebDriver(process: process, address: "http://127.0.0.1:\(port)")
    }

    func stop() async { await process.stop() }

    /// Runs one command and returns its value.
    func call(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> JSON {
        var request = HTTPClientRequest(url: address + path)
        request.method = HTTPMethod(rawValue: method)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json; charset=utf-8")
            request.body = .bytes(Array(body.text.utf8))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(90))
        let answer = try await response.body.collect(upTo: 64 << 20)
        let value = try JSON(answer.readableBytesView)["value"]
        guard response.status == .ok else {
            throw Failure(
                description: """
                    \(method) \(path): \(value["error"].string ?? "?"): \(value["message"].string ?? "?")
                    """)
        }
        return value
    }
}
