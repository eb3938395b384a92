import AsyncHTTPClient
import BenchmarkSupport
import Foundation

/// Honest load on the release build while its process is killed (SIGKILL) again and again. Afterwards nothing that was
/// answered may be undone: no code or refresh token redeems twice, no token that was handed out is unknown, the database
/// is sound, and the audit log has no hole.
///
///     make soak                   # ten minutes
///     make soak DURATION=60       # a minute
@main
struct Soak {
    private static let workers = 16
    /// On the average; ten minutes have forty.
    private static let crashes = 40.0

    static func main() async throws {
        let seconds = CommandLine.arguments.dropFirst().first.flatMap(Double.init) ?? 600
        let server = try await ServerProcess.start()
        defer { server.stop() }
        let http = HTTPClient(configuration: .init(redirectConfiguration: .disallow))
        let browser = try await SignedInBrowser.signIn(to: server, http)
        let ledger = Ledger()
        let platform = TokenEndpoint(server: server, http: http, client: server.refreshing)
        let visits = Visits(browser: browser, platform: platform, ledger: ledger)
        let end = ContinuousClock.now + .seconds(seconds)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<workers { tasks.addTask { try await visits.run(until: end) } }
            tasks.addTask { try await crash(server, every: seconds / crashes, until: end, ledger) }
            try await tasks.waitForAll()
        }
        let aftermath = Aftermath(server: server, platform: platform, ledger: ledger)
        try await aftermath.askAgain()
        try await http.shutdown()
        server.end()
        try await aftermath.lookAtRecords()
        if seconds >= 600, ledger[.crashes] < 30 { ledger.fault("the server was killed too seldom to show anything") }
        report(ledger)
        if !ledger.faults.isEmpty { throw BenchmarkError("\(ledger.faults.count) faults") }
    }

    /// Kills the server at random moments, and starts it again.
    private static func crash(
        _ server: ServerProcess, every mean: Double, until end: ContinuousClock.Instant, _ ledger: Ledger
    ) async throws {
        while true {
            try await Task.sleep(for: .seconds(mean * Double.random(in: 0.2...1.8)))
            guard ContinuousClock.now < end else { return }
            try server.crash()
            ledger.count(.crashes)
        }
    }

    private static func report(_ ledger: Ledger) {
        for happening in Ledger.Happening.allCases { print("\(happening.rawValue): \(ledger[happening])") }
        print(ledger.faults.isEmpty ? "no fault" : ledger.faults.prefix(50).joined(separator: "\n"))
    }
}
