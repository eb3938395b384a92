import AsyncHTTPClient
import BenchmarkSupport
import Foundation

/// The functions that the provider runs while it starts and does a little of everything that is measured here, the busiest
/// first. The linker puts them side by side in this order: the kernel maps what lies around each that is touched, so
/// that, scattered, a sixth of the program brings nearly all of it into memory (Documentation/SCALING.md).
enum FunctionOrder {
    private static let (times, atOnce) = (16, 2)

    static func measure(_ configuration: HTTPClient.Configuration) async throws -> [String] {
        let profiles = FileManager.default.temporaryDirectory.appending(path: "hue-sso-functions-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: profiles, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: profiles) }
        let server = try await ServerProcess.start(.traced(into: profiles))
        defer { server.stop() }
        let http = HTTPClient(configuration: configuration)
        try await useEverything(of: server, http)
        try await http.shutdown()
        server.end()
        return try CallgrindProfile(folder: profiles).functions
    }

    private static func useEverything(of server: ServerProcess, _ http: HTTPClient) async throws {
        let browser = try await SignedInBrowser.signIn(to: server, http)
        try await browser.discover(times, atOnce: atOnce)
        for client in server.clients { try await browser.logins(times, atOnce: atOnce, client) }
        let grants = TokenGrants(server, http)
        try await grants.clientCredentials(times, atOnce: atOnce)
        try await grants.refresh(times, atOnce: atOnce, browser)()
        let token = try await browser.accessToken(for: server.refreshing)
        try await grants.introspect(times, atOnce: atOnce, token)
        try await grants.exchange(times, atOnce: atOnce, token)
        try await grants.userInfo(times, atOnce: atOnce, token)
        try await grants.poll(try await grants.deviceCodes(times, atOnce: atOnce), atOnce: atOnce)
        try await grants.provenLogins(times, atOnce: atOnce, browser)
        try await PlatformQuestions.begin(browser, server, http).ask(times, atOnce: atOnce)
    }
}
