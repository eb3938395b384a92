import AsyncHTTPClient
import BenchmarkSupport
import Foundation

/// What a code flow costs where several nodes share one PostgreSQL: all nodes together, and the database.
struct NodesCost: Sendable {
    let nodes: Int
    /// CPU milliseconds.
    let provider, database: Double
    let perSecond: Double

    static let most = 3
    private static let logins = 6_000
    /// Of each node.
    private static let atOnce = 8

    /// One node, two and three, one after the other, over a PostgreSQL of their own.
    static func measure(_ configuration: HTTPClient.Configuration) async throws -> [NodesCost] {
        let postgreSQL = try PostgreSQLProcess()
        defer { postgreSQL.stop() }
        let first = try await ServerProcess.start(database: postgreSQL.address)
        var nodes = [first]
        defer { for node in nodes { node.stop() } }
        let http = HTTPClient(configuration: configuration)
        let browser = try await SignedInBrowser.signIn(to: first, http)
        var costs: [NodesCost] = []
        while true {
            // Warm: statements are prepared, connections open.
            try await logIn(browser, at: nodes, 200)
            costs.append(try await measure(browser, at: nodes, postgreSQL))
            guard nodes.count < most else { break }
            nodes.append(try first.node(nodes.count, database: postgreSQL.address))
        }
        try await http.shutdown()
        return costs
    }

    private static func measure(
        _ browser: SignedInBrowser, at nodes: [ServerProcess], _ postgreSQL: PostgreSQLProcess
    ) async throws -> NodesCost {
        let (provider, database, began) = (
            try cpu(nodes), postgreSQL.cpuMilliseconds(), ContinuousClock.now
        )
        try await logIn(browser, at: nodes, logins / nodes.count)
        let time = (ContinuousClock.now - began) / .seconds(1)
        let count = Double(logins / nodes.count * nodes.count)
        return NodesCost(
            nodes: nodes.count, provider: (try cpu(nodes) - provider) / count,
            database: (postgreSQL.cpuMilliseconds() - database) / count, perSecond: count / time)
    }

    private static func cpu(_ nodes: [ServerProcess]) throws -> Double {
        try nodes.reduce(0) { try $0 + $1.cpuMilliseconds() }
    }

    /// - Parameter count: logins at each node.
    private static func logIn(_ browser: SignedInBrowser, at nodes: [ServerProcess], _ count: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for node in nodes {
                tasks.addTask { try await browser.at(node).logins(count, atOnce: atOnce, node.clients[0]) }
            }
            try await tasks.waitForAll()
        }
    }
}
