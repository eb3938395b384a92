import AsyncHTTPClient
import BenchmarkSupport
import Foundation

/// Measures what the provider's work costs in CPU time, per operation, next to what the signatures in it cost by
/// `openssl speed` in the same run. The server is the release build, run as its operators run it: a process of its own,
/// on SQLite, with durable commits.
///
///     make bench                  # everything
///     LOGINS=2000 make bench      # fewer logins before memory is read
@main
struct Benchmarks {
    /// How many requests of a kind are measured, and how many are under way at once (so that commits can be shared).
    static let requests = 4_000
    static let atOnce = 16
    /// As many as there are recovery codes. Each costs an Argon2id hash.
    static let signIns = 10

    static func main() async throws {
        let logins = ProcessInfo.processInfo.environment["LOGINS"].flatMap(Int.init) ?? 100_000
        let signatures = try SignatureCosts.measure()
        let server = try await ServerProcess.start()
        defer { server.stop() }
        let http = HTTPClient(configuration: .init(redirectConfiguration: .disallow))

        var report = Report(signatures: signatures)
        report.line(
            "ready after",
            "\(Int(server.start)) ms (the first start, which makes the keys: \(Int(server.firstStart)) ms)",
            "to reach: 500 ms")

        let browser = try await SignedInBrowser.signIn(to: server, http)
        // Warm: statements are prepared, connections open.
        _ = try await browser.logins(200, atOnce: atOnce, server.clients[0])

        let discovery = try await server.cpu(per: requests) {
            try await browser.discover(requests, atOnce: atOnce)
        }
        report.line("discovery", discovery.cost)
        for client in server.clients {
            let (authorization, codes) = try await server.cpu(per: requests) {
                try await browser.authorize(requests, atOnce: atOnce, client)
            }
            report.line("authorization with a session", authorization, toReach: 0.35)
            let (token, _) = try await server.cpu(per: requests) {
                try await browser.redeem(codes, atOnce: atOnce, client)
            }
            report.line(
                "token by code, ID token \(client.algorithm)", token,
                signatures: signatures.es256 + signatures.cost(of: client.algorithm), toReach: 0.35)
            report.line(
                "whole login with a session, \(client.algorithm)", authorization + token,
                signatures: signatures.es256 + signatures.cost(of: client.algorithm))
        }
        try await measureGrants(TokenGrants(server, http), browser, server, signatures, &report)
        let questions = try await PlatformQuestions.begin(browser, server, http)
        let permits = try await questions.permits()
        let (asking, _) = try await server.cpu(per: requests / 4) {
            try await questions.ask(requests / 4, atOnce: atOnce)
        }
        report.line("\(PlatformQuestions.atATime) evaluations in one request (\(permits) permits)", asking)
        report.line(
            "decisions per second and core", String(Int(1000 / asking * Double(PlatformQuestions.atATime))),
            "to reach: 100000")
        _ = try await browser.logins(logins, atOnce: atOnce, server.clients[0])
        report.line(
            "memory after \(logins + 200 + 2 * requests) logins", "\(try server.residentMegabytes()) MB",
            "to reach: 80 MB")
        try await http.shutdown()
        let housekeeping = try await HousekeepingCost.measure()
        report.line(
            "housekeeping of \(HousekeepingCost.rows) rows",
            String(
                format: "%.0f rows/s; holds the writer %.1f ms, who writes waits %.1f ms", housekeeping.rowsPerSecond,
                housekeeping.longestHeld, housekeeping.longestWait), "to reach: 50 ms")
        report.print()
    }

    private static func measureGrants(
        _ grants: TokenGrants, _ browser: SignedInBrowser, _ server: ServerProcess, _ signatures: SignatureCosts,
        _ report: inout Report
    ) async throws {
        let (service, _) = try await server.cpu(per: requests) {
            try await grants.clientCredentials(requests, atOnce: atOnce)
        }
        report.line("client credentials, ES256", service, signatures: signatures.es256)
        let work = try await grants.refresh(requests, atOnce: atOnce, browser)
        let (refresh, _) = try await server.cpu(per: requests) { try await work() }
        report.line("refresh with rotation, ES256", refresh, signatures: 2 * signatures.es256)
        guard let token = try await browser.tokens(for: server.refreshing)["access_token"] as? String else {
            throw BenchmarkError("no access token")
        }
        let (introspection, _) = try await server.cpu(per: requests) {
            try await grants.introspect(requests, atOnce: atOnce, token)
        }
        report.line("introspection", introspection)
        let (exchange, _) = try await server.cpu(per: requests) {
            try await grants.exchange(requests, atOnce: atOnce, token)
        }
        report.line("token exchange, ES256", exchange, signatures: signatures.es256)
        let (userInfo, _) = try await server.cpu(per: requests) {
            try await grants.userInfo(requests, atOnce: atOnce, token)
        }
        report.line("UserInfo", userInfo)
        let (signIn, _) = try await server.cpu(per: signIns) {
            for code in browser.recoveryCodes {
                try await SignedInBrowser.signIn(to: server, browser.http, recoveryCode: code)
            }
        }
        report.line("one Argon2id hash", String(format: "%.1f ms", try PasswordCost.measure()), "in this process")
        report.line("sign-in with two factors", signIn)
    }
}
