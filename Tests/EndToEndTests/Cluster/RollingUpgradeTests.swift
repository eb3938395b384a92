import Foundation
import Testing

/// From an earlier version to this one, a node after the other: `make upgrade` builds that one, and runs this.
@Suite(
    .timeLimit(.minutes(30)),
    .enabled(if: ProcessInfo.processInfo.environment["UPGRADE_FROM"] != nil, "make upgrade"))
struct RollingUpgradeTests {
    /// How often a good client comes again, a tenth of a second after it was refused.
    private static let retries = 3
    /// How many things of each kind are to end well between two nodes.
    private static let proof = 8

    @Test func `nodes are replaced one by one under load, and nothing is lost to who comes again`() async throws {
        let before = URL(
            fileURLWithPath: try #require(ProcessInfo.processInfo.environment["UPGRADE_FROM"]), isDirectory: true)
        try await Installed.$otherVersion.withValue(before) {
            let city = try await Installation.new()
            defer { city.remove() }
            try await city.found()
            try await Cluster.run(city) { cluster in
                let load = try await ClusterPromises.prepare(cluster)
                let old = try await load.issue(cluster.issuer)
                let keys = try await load.publishedKeys()
                var checker = try await ClusterChecker(load)
                let clients = Task { await load.run() }
                defer { clients.cancel() }
                try await lookOn(load)
                for node in 0..<Cluster.size {
                    // The first new node changes the schema, which the command line of the version before refuses then.
                    try await Installed.$otherVersion.withValue(node == 0 ? before : nil) {
                        try await checker.breaks()
                    }
                    try await Installed.$otherVersion.withValue(nil) { try await cluster.replace(node) }
                    try await cluster.wait(node, isReady: true)
                    try await lookOn(load)
                    try await checker.confirm(await load.ledger.told())
                }
                clients.cancel()
                await clients.value
                let wrong = await load.ledger.wrong
                #expect(wrong == [])
                #expect(await load.ledger.mostRetries <= Self.retries)
                #expect(
                    try await load.isActive(old, of: load.service, at: cluster.issuer),
                    "a token of the version before counts no more")
                #expect(try await load.publishedKeys().isSuperset(of: keys))
                let verified = try await Installed.$otherVersion.withValue(nil) {
                    try await cluster.city.run("audit", "verify")
                }
                #expect(verified.code == 0, "\(verified)")
            }
        }
    }

    /// Waits until clients have got on a good deal with everything they do.
    private func lookOn(_ load: ClusterLoad) async throws {
        let goals = await load.ledger.ended.mapValues { $0 + Self.proof }
        func isReached() async -> Bool {
            let ended = await load.ledger.ended
            return goals.allSatisfy { ended[$0.key, default: 0] >= $0.value }
        }
        for _ in 0..<600 {
            if await isReached() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("clients don't get on: \(await load.ledger.ended), \(goals)")
    }
}
