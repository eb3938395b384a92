import Foundation
import NIOCore
import NIOPosix
import TestSupport

/// HAProxy in front of the nodes, and between each node and the two databases, so that a node can be cut off from them.
final class LoadBalancer: Sendable {
    struct Node: Sendable {
        let port: Int
        let administrativePort: Int
        /// Where it finds the first database, and the second.
        let databasePorts: [Int]
    }

    let port: Int
    private let commandPort: Int
    private let process: ChildProcess

    init(_ nodes: [Node], _ databases: DatabasePair, in folder: URL) throws {
        port = try freePort()
        commandPort = try freePort()
        let file = folder.appendingPathComponent("haproxy.cfg")
        try Data(Self.configuration(nodes, databases, port, commandPort).utf8).write(to: file)
        process = try ChildProcess(
            Installed.haproxy(), ["-db", "-f", file.path], log: folder.appendingPathComponent("haproxy.log"))
    }

    func stop() async { await process.stop() }

    /// Cuts what a node has to the databases, and whatever it tries anew.
    func cut(_ node: Int) async throws {
        for database in 0..<2 {
            try await tell("disable frontend db\(node)\(database)")
            try await tell("shutdown sessions server db\(node)\(database)/it")
        }
    }

    func mend(_ node: Int) async throws {
        for database in 0..<2 { try await tell("enable frontend db\(node)\(database)") }
    }

    /// Says something to HAProxy's own interface (its Management Guide, §9.3).
    private func tell(_ command: String) async throws {
        let answer = try await RawExchange.run(command + "\n", port: commandPort)
        guard answer.allSatisfy(\.isWhitespace) else { throw HTTP.Failure(description: "\(command): \(answer)") }
    }

    private static func configuration(
        _ nodes: [Node], _ databases: DatabasePair, _ port: Int, _ commandPort: Int
    ) -> String {
        let servers = nodes.enumerated().map { number, node in
            "    server n\(number) 127.0.0.1:\(node.port) check port \(node.administrativePort)"
        }
        let ways = nodes.enumerated().flatMap { number, node in
            zip(node.databasePorts, [databases.primary, databases.standby]).enumerated().map { database, ports in
                """
                listen db\(number)\(database)
                    mode tcp
                    retries 0
                    timeout client 1h
                    timeout server 1h
                    bind 127.0.0.1:\(ports.0)
                    server it 127.0.0.1:\(ports.1)
                """
            }
        }
        // What SCALING.md says of a load balancer: a request is sent to another node only where it has reached none.
        return """
            global
                stats socket ipv4@127.0.0.1:\(commandPort) level admin
                maxconn 2000
            defaults
                mode http
                timeout connect 1s
                timeout client 30s
                timeout server 5s
                timeout queue 2s
                retries 2
                option redispatch 1
                retry-on conn-failure
            frontend web
                bind 127.0.0.1:\(port)
                default_backend nodes
            backend nodes
                balance roundrobin
                option httpchk GET /readyz
                default-server inter 500ms fastinter 200ms fall 2 rise 2 on-marked-down shutdown-sessions
            \(servers.joined(separator: "\n"))
            \(ways.joined(separator: "\n"))

            """
    }
}

/// A line, and all that is answered until the other side closes.
enum RawExchange {
    static func run(_ text: String, port: Int) async throws -> String {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var answer = ""
            for try await part in inbound { answer += String(buffer: part) }
            return answer
        }
    }
}
