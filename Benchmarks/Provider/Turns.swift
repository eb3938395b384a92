import AsyncHTTPClient
import BenchmarkSupport
import Foundation

/// What operations cost one version, or two in turns of a tenth of a second. The speed of a shared machine changes from minute
/// to minute by more than what most changes of the program gain: figures of two runs say little, those of one can be compared,
/// and of many turns the median has neither the lucky nor the disturbed ones in it.
struct Turns: Sendable {
    private static let rounds = 20

    private let sides: [Side]

    /// Prints what this version and another cost.
    /// - Parameter other: the other's `hue-sso`.
    static func compare(with other: URL, _ configuration: HTTPClient.Configuration) async throws {
        let http = HTTPClient(configuration: configuration)
        let first = try await Side.start(other, port: ServerProcess.firstPort, http)
        defer { first.server.stop() }
        let second = try await Side.start(nil, port: ServerProcess.firstPort + 1, http)
        defer { second.server.stop() }
        let turns = Turns(sides: [first, second])
        for work in Work.all {
            let costs = try await turns.costs(of: work)
            print(
                work.name.padding(toLength: 32, withPad: " ", startingAt: 0)
                    + String(format: "%.3f ms, here %.3f ms: %.2f", costs[0], costs[1], costs[1] / costs[0]))
        }
        try await http.shutdown()
    }

    /// Measures this version by itself, on a core of its own and with nothing that counts in it: what can be read by S and V,
    /// which were measured so too.
    static func measure(_ report: Report, _ configuration: HTTPClient.Configuration) async throws -> Report {
        var report = report
        let http = HTTPClient(configuration: configuration)
        let side = try await Side.start(nil, port: ServerProcess.firstPort, http)
        defer { side.server.stop() }
        let turns = Turns(sides: [side])
        for work in Work.all {
            let cost = try await turns.costs(of: work)[0]
            switch work.kind {
            case .operation(let operation): report.line(operation, cpu: cost)
            case .questions: report.questions(cpu: cost)
            }
        }
        try await http.shutdown()
        return report
    }

    /// CPU milliseconds of one on each side.
    private func costs(of work: Work) async throws -> [Double] {
        var costs: [[Double]] = sides.map { _ in [] }
        for round in 0...Self.rounds {
            for index in round.isMultiple(of: 2) ? Array(sides.indices) : sides.indices.reversed() {
                let (server, once) = (sides[index].server, try await work.prepare(sides[index]))
                let before = try server.cpuMilliseconds()
                try await once()
                let cost = try server.cpuMilliseconds() - before
                // The first round warms.
                if round > 0 { costs[index].append(cost / Double(work.count)) }
            }
        }
        return costs.map(Benchmarks.median)
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
    enum Kind {
        case operation(Operation)
        /// As many as go into one request.
        case questions
    }

    let kind: Kind
    let count: Int
    /// What comes before, which isn't measured.
    let prepare: @Sendable (Side) async throws -> @Sendable () async throws -> Void
}

extension Work {
    var name: String {
        switch kind {
        case .operation(let operation): operation.name
        case .questions: "\(PlatformQuestions.atATime) evaluations in one request"
        }
    }

    private init(
        _ operation: Operation, _ count: Int = 200, atOnce: Int = Benchmarks.atOnce,
        _ work: @escaping @Sendable (Side, Int, Int) async throws -> Void
    ) {
        self.init(kind: .operation(operation), count: count) { side in { try await work(side, count, atOnce) } }
    }

    static let all = [
        Work(.discovery, 400) { try await $0.browser.discover($1, atOnce: $2) },
        Work(.userInfo, 400) { try await $0.grants.userInfo($1, atOnce: $2, $0.token) },
        Work(.introspection, 400) { try await $0.grants.introspect($1, atOnce: $2, $0.token) },
        Work(.clientCredentials) { try await $0.grants.clientCredentials($1, atOnce: $2) },
        Work(kind: .operation(.refresh), count: 200) {
            try await $0.grants.refresh(200, atOnce: Benchmarks.atOnce, $0.browser)
        },
        Work(.tokenExchange) { try await $0.grants.exchange($1, atOnce: $2, $0.token) },
        Work(.authorization) { _ = try await $0.browser.authorize($1, atOnce: $2, $0.server.clients[0]) },
        Work(.codeFlow) { try await $0.browser.logins($1, atOnce: $2, $0.server.clients[0]) },
        Work(.crowdedCodeFlow, 256, atOnce: Benchmarks.crowd) {
            try await $0.browser.logins($1, atOnce: $2, $0.server.clients[0])
        },
        Work(kind: .questions, count: 60) { side in
            { try await side.questions.ask(60, atOnce: Benchmarks.atOnce) }
        },
    ]
}
