import AsyncHTTPClient
import BenchmarkSupport
import Foundation

/// What operations cost this version and another, in turns of a tenth of a second. The speed of a shared machine changes
/// from minute to minute by more than what most changes of the program gain: figures of two runs say little, those of one
/// can be compared.
struct Comparison: Sendable {
    private static let rounds = 20

    private let sides: [Side]

    /// - Parameter other: another version's `hue-sso`.
    static func measure(with other: URL, _ configuration: HTTPClient.Configuration) async throws {
        let http = HTTPClient(configuration: configuration)
        let first = try await Side.start(other, port: ServerProcess.firstPort, http)
        defer { first.server.stop() }
        let second = try await Side.start(nil, port: ServerProcess.firstPort + 1, http)
        defer { second.server.stop() }
        let comparison = Comparison(sides: [first, second])
        for work in Work.all { print(try await comparison.line(work)) }
        try await http.shutdown()
    }

    private func line(_ work: Work) async throws -> String {
        var costs = [0.0, 0.0]
        for round in 0...Self.rounds {
            for index in round.isMultiple(of: 2) ? [0, 1] : [1, 0] {
                let (server, once) = (sides[index].server, try await work.prepare(sides[index]))
                let before = try server.cpuMilliseconds()
                try await once()
                // The first round warms.
                if round > 0 { costs[index] += try server.cpuMilliseconds() - before }
            }
        }
        let each = costs.map { $0 / Double(Self.rounds * work.count) }
        return work.name.padding(toLength: 32, withPad: " ", startingAt: 0)
            + String(format: "%.3f ms, here %.3f ms: %.2f", each[0], each[1], each[1] / each[0])
    }
}

/// One version, with somebody signed in.
private struct Side: Sendable {
    let server: ServerProcess
    let browser: SignedInBrowser
    let grants: TokenGrants
    let questions: PlatformQuestions
    let token: String

    static func start(_ program: URL?, port: Int, _ http: HTTPClient) async throws -> Side {
        let server = try await ServerProcess.$program.withValue(program) {
            try await ServerProcess.start(port: port, .none, on: .one)
        }
        let browser = try await SignedInBrowser.signIn(to: server, http)
        return Side(
            server: server, browser: browser, grants: TokenGrants(server, http),
            questions: try await PlatformQuestions.begin(browser, server, http),
            token: try await browser.accessToken(for: server.refreshing))
    }
}

/// An operation, as often as takes about a tenth of a second.
private struct Work: Sendable {
    let name: String
    let count: Int
    /// What comes before, which isn't measured.
    let prepare: @Sendable (Side) async throws -> @Sendable () async throws -> Void
}

extension Work {
    private init(
        _ operation: Operation, _ count: Int = 200, atOnce: Int = Benchmarks.atOnce,
        _ work: @escaping @Sendable (Side, Int, Int) async throws -> Void
    ) {
        self.init(name: operation.name, count: count) { side in { try await work(side, count, atOnce) } }
    }

    static let all = [
        Work(.discovery, 400) { try await $0.browser.discover($1, atOnce: $2) },
        Work(.userInfo, 400) { try await $0.grants.userInfo($1, atOnce: $2, $0.token) },
        Work(.introspection, 400) { try await $0.grants.introspect($1, atOnce: $2, $0.token) },
        Work(.clientCredentials) { try await $0.grants.clientCredentials($1, atOnce: $2) },
        Work(name: Operation.refresh.name, count: 200) {
            try await $0.grants.refresh(200, atOnce: Benchmarks.atOnce, $0.browser)
        },
        Work(.tokenExchange) { try await $0.grants.exchange($1, atOnce: $2, $0.token) },
        Work(.authorization) { _ = try await $0.browser.authorize($1, atOnce: $2, $0.server.clients[0]) },
        Work(.codeFlow) { try await $0.browser.logins($1, atOnce: $2, $0.server.clients[0]) },
        Work(.crowdedCodeFlow, 256, atOnce: Benchmarks.crowd) {
            try await $0.browser.logins($1, atOnce: $2, $0.server.clients[0])
        },
        Work(name: "100 evaluations in one request", count: 60) { side in
            { try await side.questions.ask(60, atOnce: Benchmarks.atOnce) }
        },
    ]
}
