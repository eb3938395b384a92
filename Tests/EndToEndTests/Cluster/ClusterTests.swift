import Foundation
import Testing

extension EndToEnd {
    /// Three nodes, HAProxy, a PostgreSQL and one that follows it.
    @Suite(.smallCity)
    struct SeveralNodesTests {
        @Test func `what counts on one node counts on all of them, in the next request`() async throws {
            try await Installation.scratch { city in
                try await Cluster.run(city) { cluster in
                    let load = try await ClusterPromises.prepare(cluster)
                    try await ClusterPromises.redeemOnce(load, codes: 40)
                    try await ClusterPromises.grantCounts(cluster)
                    try await ClusterPromises.disablingCounts(load)
                    try await ClusterPromises.keysAreShared(cluster)
                }
            }
        }
    }
}

/// The same while one part after the other fails, and with many codes. What it promises of seconds holds where nothing else
/// runs: `make cluster` says so.
@Suite(
    .serialized, .smallCity, .timeLimit(.minutes(60)),
    .enabled(if: ProcessInfo.processInfo.environment["CLUSTER_CODES"] != nil, "make cluster"))
struct ClusterTests {
    /// How long errors may go on once a part has failed.
    private static let patience = Duration.seconds(5)
    /// How long it is looked on after that.
    private static let calm = Duration.seconds(4)

    @Test func `of many codes each is redeemed once`() async throws {
        let codes = ProcessInfo.processInfo.environment["CLUSTER_CODES"].flatMap { Int($0) } ?? 0
        try await Installation.scratch { city in
            try await Cluster.run(city) { cluster in
                try await ClusterPromises.redeemOnce(try await ClusterPromises.prepare(cluster), codes: codes)
            }
        }
    }

    @Test func `whatever fails, errors end within five seconds and no answer is wrong`() async throws {
        try await Installation.scratch { city in
            try await Cluster.run(city) { cluster in
                let load = try await ClusterPromises.prepare(cluster)
                let clients = Task { await load.run() }
                defer { clients.cancel() }
                try await lookOn("nothing", load) {}
                try await lookOn("a node is killed", load) { try await cluster.kill(0) }
                try await cluster.restart(0)
                try await cluster.wait(0, isReady: true)
                try await lookOn("a node is cut off", load) { try await cluster.balancer.cut(1) }
                try await cluster.balancer.mend(1)
                try await cluster.wait(1, isReady: true)
                try await lookOn("a clock is turned", load) { try cluster.turnClock(2, by: 3600) }
                let unready = try #require(await cluster.readiness(2))
                #expect(unready.status == 503 && unready.json["status"].string == "clock-differs", "\(unready.text)")
                try cluster.turnClock(2, by: 0)
                try await cluster.wait(2, isReady: true)
                try await lookOn("the database fails over", load) { try await cluster.databases.failOver() }
                clients.cancel()
                await clients.value
                #expect(await load.ledger.wrong == [])
                let verified = try await cluster.city.run("audit", "verify")
                #expect(verified.code == 0, "\(verified)")
            }
        }
    }

    /// Lets something happen under load, and looks how long errors go on.
    private func lookOn(_ what: String, _ load: ClusterLoad, _ happen: () async throws -> Void) async throws {
        let before = await load.ledger.answered
        try await happen()
        try await Task.sleep(for: Self.patience)
        let after = ContinuousClock.now
        let afterwards = await load.ledger.answered
        try await Task.sleep(for: Self.calm)
        let errors = await load.ledger.errors(since: after)
        #expect(errors.isEmpty, "\(what): \(errors.count), \(errors.first ?? "")")
        let end = await load.ledger.answered
        #expect(end > afterwards, "\(what): nothing is answered any more, after \(afterwards - before)")
        #expect(await load.ledger.wrong == [], "\(what)")
    }
}
