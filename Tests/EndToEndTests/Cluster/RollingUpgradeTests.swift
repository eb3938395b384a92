import Foundation
import Testing

/// From an earlier version to this one, a node after the other: `make upgrade` builds that one, and runs this.
@Suite(
    .timeLimit(.minutes(30)),
    .enabled(if: ProcessInfo.processInfo.environment["UPGRADE_FROM"] != nil, "make upgrade"))
struct RollingUpgradeTests {
    /// How often a good client comes again, a tenth of a second after it was refused.
    private static let retries = 3
    /// How many lives of tokens and codes are to end well between two nodes.
    private static let proof = 40

    @Test func `nodes are replaced one by one under load, and nothing is lost to who comes again`() async throws {
        let before = URL(
            fileURLWithPath: try #require(ProcessInfo.processInfo.environment["UPGRADE_FROM"]), isDirectory: true)
        try await Installed.$otherVersion.withValue(before) {
            let city = try await Installation.small()
            defer { city.remove() }
            try await Cluster.run(city) { cluster in
                let load = try await ClusterPromises.prepare(cluster)
                let old = try await load.issue()
                let keys = try await load.publishedKeys()
                let clients = Task { await load.run() }
                defer { clients.cancel() }
                try await lookOn(load)
                for node in 0..<Cluster.size {
                    try await Installed.$otherVersion.withValue(nil) { try await cluster.replace(node) }
                    try await cluster.wait(node, isReady: true)
                    try await lookOn(load)
                }
                clients.cancel()
                await clients.value
                #expect(await load.ledger.wrong == [])
                #expect(await load.ledger.mostRetries <= Self.retries)
                #expect(try await load.isActive(old), "a token of the version before counts no more")
                #expect(try await load.publishedKeys().isSuperset(of: keys))
                let verified = try await Installed.$otherVersion.withValue(nil) {
                    try await cluster.city.run("audit", "verify")
                }
                #expect(verified.code == 0, "\(verified)")
            }
        }
    }

    /// Waits until clients have got on a good deal.
    private func lookOn(_ load: ClusterLoad) async throws {
        let goal = await load.ledger.answered + Self.proof
        for _ in 0..<600 where await load.ledger.answered < goal { try await Task.sleep(for: .milliseconds(100)) }
        try #require(await load.ledger.answered >= goal, "clients don't get on")
    }
}
