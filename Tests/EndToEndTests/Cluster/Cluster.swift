import Foundation
import Subprocess
import SystemPackage
import TestSupport

/// Three nodes of `hue-sso serve` behind HAProxy, over one PostgreSQL that another follows, all on ports of loopback.
final class Cluster: Sendable {
    static let size = 3

    let databases: DatabasePair
    let balancer: LoadBalancer
    let metadata: Metadata
    let city: Installation
    private let ways: [LoadBalancer.Node]
    private let processes: Processes
    private let folder: URL
    /// The library by which a node sees another time than the machine's.
    private let clock: URL

    /// The processes of the nodes; one that was ended is `nil`.
    private actor Processes {
        private var running: [ChildProcess?] = Array(repeating: nil, count: Cluster.size)

        func set(_ process: ChildProcess?, _ node: Int) -> ChildProcess? {
            defer { running[node] = process }
            return running[node]
        }

        func all() -> [ChildProcess] { running.compactMap(\.self) }
        func one(_ node: Int) -> ChildProcess? { running[node] }
    }

    /// Where clients find the provider.
    var issuer: String { metadata.issuer }

    /// A node itself, past HAProxy.
    func address(_ node: Int) -> String { "http://127.0.0.1:\(ways[node].port)" }

    /// Puts it together over the records of a city, gives it to `body`, and takes it apart.
    static func run(_ city: Installation, _ body: (Cluster) async throws -> Void) async throws {
        let cluster = try await Cluster(city)
        do {
            try await body(cluster)
            await cluster.stop()
        } catch {
            await cluster.stop()
            throw error
        }
    }

    private init(_ city: Installation) async throws {
        folder = try makeTemporaryFolder("cluster")
        databases = try await DatabasePair()
        ways = try (0..<Self.size).map { _ in
            LoadBalancer.Node(
                port: try freePort(), administrativePort: try freePort(),
                databasePorts: [try freePort(), try freePort()])
        }
        balancer = try LoadBalancer(ways, databases, in: folder)
        processes = Processes()
        clock = try await Self.buildClock(in: folder)
        let issuer = "http://localhost:\(balancer.port)"
        self.city = Installation(data: folder.appendingPathComponent("node0"))
        do {
            try await city.succeed("database", "copy", "postgres://hue@127.0.0.1:\(databases.primary)/hue")
            for node in 0..<Self.size {
                let data = folder.appendingPathComponent("node\(node)")
                try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
                let settings = Self.settings(issuer, ways[node], standbyFirst: node == Self.size - 1)
                try Data(settings.utf8).write(to: data.appendingPathComponent("hue-sso.yaml"))
                try Data(repeating: 0, count: 8).write(to: data.appendingPathComponent("clock"))
                // Versions before kept the keys in a folder, which each node had.
                let keys = city.data.appendingPathComponent("Keys")
                if FileManager.default.fileExists(atPath: keys.path) {
                    try FileManager.default.copyItem(at: keys, to: data.appendingPathComponent("Keys"))
                }
                let process = try await Self.start(data, clock: clock)
                _ = await processes.set(process, node)
            }
            metadata = try await Self.discover(issuer)
        } catch {
            for process in await processes.all() { await process.stop() }
            await balancer.stop()
            throw error
        }
    }

    /// What the balancer answers with, as soon as it has a node.
    private static func discover(_ issuer: String) async throws -> Metadata {
        let address = issuer + "/.well-known/openid-configuration"
        for _ in 0..<100 {
            if let answer = try? await HTTP.get(address), answer.status == 200 { return try Metadata(answer.json) }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw HTTP.Failure(description: "no node answers at \(address)")
    }

    private func stop() async {
        for process in await processes.all() { await process.stop() }
        await balancer.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// - Parameter standbyFirst: whether the node comes to the primary past a server that takes connections and no writes.
    private static func settings(_ issuer: String, _ node: LoadBalancer.Node, standbyFirst: Bool) -> String {
        let ports = standbyFirst ? node.databasePorts.reversed() : node.databasePorts
        let hosts = ports.map { "127.0.0.1:\($0)" }.joined(separator: ",")
        let wide = "{ address: 1000000+1000000/s, all: 1000000+1000000/s }"
        return """
            issuer: \(issuer)
            database: postgres://hue@\(hosts)/hue?sslmode=disable
            listen: { port: \(node.port), administrative-port: \(node.administrativePort) }
            passwords: { memory-kib: 32, iterations: 1 }
            rates: { sign-in: \(wide), begin: \(wide), refused: \(wide) }

            """
    }

    private static func buildClock(in folder: URL) async throws -> URL {
        let source = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("turned-clock.c")
        let library = folder.appendingPathComponent("turned-clock.so")
        // Swift's own C compiler.
        let run = try await Subprocess.run(
            .name("clang"), arguments: ["-shared", "-fPIC", "-o", library.path, source.path], output: .discarded,
            error: .string(limit: 1 << 16))
        guard run.terminationStatus.isSuccess else {
            throw Installed.Missing(description: "clang: \(run.standardError)")
        }
        return library
    }

    private static func start(_ data: URL, clock: URL) async throws -> ChildProcess {
        let environment: [Environment.Key: String?] = [
            "LD_PRELOAD": clock.path, "TURNED_CLOCK": data.path + "/clock",
        ]
        let process = try ChildProcess(
            Installed.program("hue-sso"), ["serve"] + Assumed.on(data),
            environment: Assumed.masterKeyEnvironment.merging(environment) { $1 },
            log: data.appendingPathComponent("log"))
        _ = try await process.listeningPort()
        return process
    }

    // MARK: What happens to it

    /// Ends a node at once, as a power cut does.
    func kill(_ node: Int) async throws {
        guard let process = await processes.set(nil, node) else { return }
        process.send(.kill)
        _ = try await process.end
    }

    /// Ends a node as an operator does, and starts it again.
    func replace(_ node: Int) async throws {
        await processes.set(nil, node)?.stop()
        try await restart(node)
    }

    func restart(_ node: Int) async throws {
        let process = try await Self.start(folder.appendingPathComponent("node\(node)"), clock: clock)
        _ = await processes.set(process, node)
    }

    /// Turns a node's clock to another time than the machine's.
    func turnClock(_ node: Int, by seconds: Int64) throws {
        // In its place: the node looks at the file's bytes.
        let file = try FileHandle(forWritingTo: folder.appendingPathComponent("node\(node)/clock"))
        defer { file.closeFile() }
        try file.write(contentsOf: withUnsafeBytes(of: seconds) { Data($0) })
    }

    /// What a node says of itself.
    func readiness(_ node: Int) async -> WireAnswer? {
        try? await HTTP.get("http://127.0.0.1:\(ways[node].administrativePort)/readyz")
    }

    /// Waits until a node is ready, or isn't.
    func wait(_ node: Int, isReady: Bool) async throws {
        for _ in 0..<150 {
            if (await readiness(node)?.status == 200) == isReady { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        let tail = await processes.one(node)?.logTail ?? ""
        throw HTTP.Failure(description: "node \(node) is \(isReady ? "not " : "")ready after 15 seconds: \(tail)")
    }
}
