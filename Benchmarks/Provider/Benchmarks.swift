import AsyncHTTPClient
import BenchmarkSupport
import Foundation

/// Measures what the provider's work costs per operation: CPU time next to what a signature costs by `openssl speed` in the
/// same run, and counts that noise can't move, which fail the run where they are too many. The server is the release build,
/// run as its operators run it: a process of its own, with durable commits, on SQLite and then on a PostgreSQL.
///
///     make bench                  # everything
///     LOGINS=2000 make bench      # fewer logins before memory is read
///
/// With the argument `functions` it prints which functions of the provider are to stand together instead (`make release`);
/// with `compare` and the path of another version's `hue-sso`, what operations cost the two (`make compare`).
@main
struct Benchmarks {
    /// How many requests of a kind are measured, and how many are under way at once (so that commits can be shared).
    static let requests = 4_000
    static let atOnce = 8
    static let crowd = 64
    /// No more of one client may wait.
    static let devices = 1_000

    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case (nil, _): try await measure()
        case ("functions", 1): for function in try await FunctionOrder.measure(configuration) { print(function) }
        case ("compare", 2): try await Turns.compare(with: URL(filePath: arguments[1]), configuration)
        default: throw BenchmarkError("Benchmarks [functions | compare /path/to/another/hue-sso]")
        }
    }

    private static func measure() async throws {
        let signatures = try await SignatureCosts.measure()
        try await Turns.measure(
            Report("SQLite, on a core of its own", isBounded: false, signatures: signatures), configuration
        ).print()
        let sqlite = try await measure(
            Report("SQLite, on the cores of the load", isBounded: true, signatures: signatures), database: nil)
        try await measureOnPostgreSQL(signatures, sqlite)
        Report.print(try await NodesCost.measure(configuration))
        // An error that is thrown from here would end the process before what was printed is written.
        if !sqlite.excesses.isEmpty { exit(EXIT_FAILURE) }
    }

    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // Otherwise the client puts whatever is at once on eight connections.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = crowd
        return configuration
    }

    private static func measureOnPostgreSQL(_ signatures: SignatureCosts, _ sqlite: Report) async throws {
        let postgreSQL = try PostgreSQLProcess()
        defer { postgreSQL.stop() }
        // Its driver asks over a wire: the counts are SQLite's, and these are shown.
        _ = try await measure(
            Report(
                "PostgreSQL, on the cores of the load", isBounded: false, signatures: signatures, comparedWith: sqlite),
            database: postgreSQL.address)
    }

    private static func measure(_ report: Report, database: String?) async throws -> Report {
        var report = report
        let logins = ProcessInfo.processInfo.environment["LOGINS"].flatMap(Int.init) ?? 100_000
        let server = try await ServerProcess.start(database: database)
        defer { server.stop() }
        let http = HTTPClient(configuration: configuration)
        report.line(
            "ready after",
            "\(Int(server.start)) ms (the first start, which makes the keys: \(Int(server.firstStart)) ms)",
            "to reach: 500 ms")

        let browser = try await warmed(server, http)
        try await measureRequests(browser, server, http, &report)
        try await measureSignIns(browser, server, &report)
        _ = try await browser.logins(logins, atOnce: atOnce, server.clients[0])
        report.line("memory after \(logins) more logins", "\(try server.residentMegabytes()) MB", "to reach: 60 MB")
        try await http.shutdown()
        if database == nil { report.line(try await HousekeepingCost.measure()) }
        report.print()
        return report
    }

    /// Somebody signed in; statements are prepared, connections open.
    private static func warmed(_ server: ServerProcess, _ http: HTTPClient) async throws -> SignedInBrowser {
        let browser = try await SignedInBrowser.signIn(to: server, http)
        _ = try await browser.logins(200, atOnce: crowd, server.clients[0])
        return browser
    }

    private static func measureRequests(
        _ browser: SignedInBrowser, _ server: ServerProcess, _ http: HTTPClient, _ report: inout Report
    ) async throws {
        try await measureLogins(browser, server, &report)
        try await measureGrants(TokenGrants(server, http), browser, server, &report)
        let questions = try await PlatformQuestions.begin(browser, server, http)
        let permits = try await questions.permits()
        let (asking, _) = try await server.cost(per: requests / 4) {
            try await questions.ask(requests / 4, atOnce: atOnce)
        }
        report.questions(
            cpu: asking.cpu,
            String(
                format: "; \(permits) permits, %.1f allocations each",
                asking.allocations / Double(PlatformQuestions.atATime)))
    }

    private static func measureLogins(
        _ browser: SignedInBrowser, _ server: ServerProcess, _ report: inout Report
    ) async throws {
        let (discovery, _) = try await server.cost(per: requests) {
            try await browser.discover(requests, atOnce: atOnce)
        }
        report.line(.discovery, discovery)
        for client in server.clients {
            let (authorization, codes) = try await server.cost(per: requests) {
                try await browser.authorize(requests, atOnce: atOnce, client)
            }
            let (token, _) = try await server.cost(per: requests) {
                try await browser.redeem(codes, atOnce: atOnce, client)
            }
            if client.algorithm == "ES256" {
                report.line(.authorization, authorization)
                report.line(.codeFlow, authorization + token)
            } else {
                report.line("code flow, \(client.algorithm)", authorization + token)
            }
        }
        let (crowded, _) = try await server.cost(per: requests) {
            try await browser.logins(requests, atOnce: crowd, server.clients[0])
        }
        report.line(.crowdedCodeFlow, crowded)
    }

    private static func measureGrants(
        _ grants: TokenGrants, _ browser: SignedInBrowser, _ server: ServerProcess, _ report: inout Report
    ) async throws {
        let (service, _) = try await server.cost(per: requests) {
            try await grants.clientCredentials(requests, atOnce: atOnce)
        }
        report.line(.clientCredentials, service)
        let work = try await grants.refresh(requests, atOnce: atOnce, browser)
        let (refresh, _) = try await server.cost(per: requests) { try await work() }
        report.line(.refresh, refresh)
        let token = try await browser.accessToken(for: server.refreshing)
        let (introspection, _) = try await server.cost(per: requests) {
            try await grants.introspect(requests, atOnce: atOnce, token)
        }
        report.line(.introspection, introspection)
        let (exchange, _) = try await server.cost(per: requests) {
            try await grants.exchange(requests, atOnce: atOnce, token)
        }
        report.line(.tokenExchange, exchange)
        let (userInfo, _) = try await server.cost(per: requests) {
            try await grants.userInfo(requests, atOnce: atOnce, token)
        }
        report.line(.userInfo, userInfo)
        let (device, codes) = try await server.cost(per: devices) {
            try await grants.deviceCodes(devices, atOnce: atOnce)
        }
        report.line(.deviceAuthorization, device)
        let (poll, _) = try await server.cost(per: devices) { try await grants.poll(codes, atOnce: atOnce) }
        report.line(.devicePoll, poll)
        let (proven, _) = try await server.cost(per: requests) {
            try await grants.provenLogins(requests, atOnce: atOnce, browser)
        }
        report.line(.provenCodeFlow, proven)
    }

    private static func measureSignIns(
        _ browser: SignedInBrowser, _ server: ServerProcess, _ report: inout Report
    ) async throws {
        var codes = browser.recoveryCodes
        // The first one isn't measured, there nor here: a virtual machine's host takes back what nobody has used for a while, and
        // the first hash then pays for 64 MiB that come from there.
        try await SignedInBrowser.signIn(to: server, browser.http, recoveryCode: codes.removeFirst())
        _ = try PasswordCost.measure()
        // In turns, as the machine's speed changes from second to second by more than what there is to see; and medians, as
        // one that had bad luck with its memory takes twice as long.
        var (signIns, hashes): ([Double], [Double]) = ([], [])
        for code in codes {
            let before = try server.cpuMilliseconds()
            try await SignedInBrowser.signIn(to: server, browser.http, recoveryCode: code)
            signIns.append(try server.cpuMilliseconds() - before)
            hashes.append(try PasswordCost.measure())
        }
        let (signIn, hash) = (median(signIns), median(hashes))
        report.line("one Argon2id hash", String(format: "%.1f ms", hash), "in this process")
        report.line(
            "sign-in with two factors", String(format: "%.1f ms", signIn),
            String(format: "beyond the hash: %+.1f %% (to reach: 5)", (signIn / hash - 1) * 100))
    }

    static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
