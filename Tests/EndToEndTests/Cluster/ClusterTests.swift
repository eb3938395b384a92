import Foundation
import Testing

extension EndToEnd.Requests {
    /// Three nodes, HAProxy, a PostgreSQL and one that follows it.
    @Suite(.smallCity)
    struct SeveralNodesTests {
        @Test func `what counts on one node counts on all of them, in the next request`() async throws {
            try await Installation.scratch { city in
                try await Cluster.run(city) { cluster in
                    let load = try await ClusterPromises.prepare(cluster)
                    try await ClusterPromises.redeemOnce(load, codes: 40)
                    try await ClusterPromises.grantCounts(load)
                    try await ClusterPromises.disablingCounts(load)
                    try await ClusterPromises.keysAreShared(cluster, within: .seconds(10))
                }
            }
        }
    }
}

/// Several nodes with what breaks there, under load. It takes minutes and the machine for itself, so that `make cluster`
/// runs it, and no other run.
@Suite(
    .serialized, .smallCity, .timeLimit(.minutes(60)),
    .enabled(if: ProcessInfo.processInfo.environment["CLUSTER_CODES"] != nil, "make cluster"))
struct ClusterTests {
    /// How long errors may go on from the moment on at which a part fails: for the database, at which the primary is
    /// killed, so that its standby's promotion is in it.
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

    @Test func `a new signing key is published by every node within a second`() async throws {
        try await Installation.scratch { city in
            try await Cluster.run(city) { try await ClusterPromises.keysAreShared($0, within: .seconds(1)) }
        }
    }

    @Test func `whatever breaks, errors end within five seconds, and every node still says what was told before`()
        async throws
    {
        try await Installation.scratch { city in
            try await Cluster.run(city) { cluster in
                let load = try await ClusterPromises.prepare(cluster)
                var checker = try await ClusterChecker(load)
                let clients = Task { await load.run() }
                defer { clients.cancel() }
                let calm = try await lookOn("nothing", &checker) {}
                try await checker.confirm(calm)

                let killed = try await lookOn("a node is killed", &checker) { try await cluster.kill(0) }
                try await cluster.restart(0)
                try await cluster.wait(0, isReady: true)
                try await checker.confirm(killed)

                let cut = try await lookOn("a node is cut off", &checker) { try await cluster.balancer.cut(1) }
                #expect(await checker.expectSilence(cut, of: 1) > 0)
                try await cluster.balancer.mend(1)
                try await cluster.wait(1, isReady: true)
                try await checker.confirm(cut)

                let turned = try await lookOn("a clock is turned", &checker) { try cluster.turnClock(2, by: 3600) }
                let unready = try #require(await cluster.readiness(2))
                #expect(unready.status == 503 && unready.json["status"].string == "clock-differs", "\(unready.text)")
                // The balancer asks it for nothing any more; who does, is told what is so.
                try await checker.confirm(turned)
                try cluster.turnClock(2, by: 0)
                try await cluster.wait(2, isReady: true)

                let lost = try await lookOn("the database fails over", &checker) {
                    try await cluster.databases.failOver()
                }
                try await checker.confirm(lost)
                clients.cancel()
                await clients.value
                let wrong = await load.ledger.wrong
                #expect(wrong == [])
                let verified = try await cluster.city.run("audit", "verify")
                #expect(verified.code == 0, "\(verified)")
            }
        }
    }

    /// Lets something happen under load, and looks how long errors go on.
    /// - Returns: what clients were told before and after.
    private func lookOn(
        _ what: String, _ checker: inout ClusterChecker, _ happen: () async throws -> Void
    ) async throws -> [ClusterLedger.Fact] {
        let ledger = checker.load.ledger
        try await checker.breaks()
        let end = ContinuousClock.now + Self.patience
        try await happen()
        try await Task.sleep(until: end)
        let before = await ledger.ended
        try await Task.sleep(for: Self.calm)
        let errors = await ledger.errors(since: end)
        #expect(errors.isEmpty, "\(what): \(errors.count), \(errors.first ?? "")")
        for (life, count) in await ledger.ended {
            #expect(count > before[life] ?? 0, "\(what): no \(life) comes to its end any more")
        }
        let wrong = await ledger.wrong
        #expect(wrong == [], "\(what)")
        return await ledger.told()
    }
}
