import Database
import Foundation
import Storage
import Subprocess
import Synchronization
import SystemPackage

/// A real PostgreSQL on a socket of its own, one for all tests of a process, and gone with it. Debian's package has to be
/// installed.
package final class PostgreSQLCluster: Sendable {
    package struct NotStarted: Error, CustomStringConvertible { package let description: String }

    /// The folder of its data and its socket.
    package let folder: String
    private let server: PostgreSQLServer
    private let names = Atomic(0)

    private static let starting = Task { try await withSchema() }
    private static let template = "hue_template"

    /// The one of this process; started when it is asked for.
    package static var shared: PostgreSQLCluster { get async throws { try await starting.value } }

    /// Another one, which can make databases with our schema.
    package static func withSchema() async throws -> PostgreSQLCluster {
        let cluster = try await PostgreSQLCluster()
        try cluster.server.run("CREATE DATABASE \(template)")
        try Database(.server(cluster.settings(template)), migrations: Schema.migrations).close()
        return cluster
    }

    /// Another one, which takes connections over TLS too, on a port of loopback.
    /// - Parameter name: the one in its certificate, which signed itself.
    package static func withTLS(
        name: String
    ) async throws -> (port: Int, certificate: String, cluster: PostgreSQLCluster) {
        let port = try freePort()
        let cluster = try await PostgreSQLCluster("\(port)", name)
        return (port, cluster.folder + "/server.crt", cluster)
    }

    private init(_ listening: String...) async throws {
        // A socket's path has little room.
        folder = "/tmp/hue-sso-pg-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        // Held open until the process ends: that is how the server knows.
        guard mkfifo(folder + "/alive", 0o600) == 0, open(folder + "/alive", O_RDWR | O_CLOEXEC) >= 0 else {
            throw NotStarted(description: "no FIFO in \(folder) (error \(errno))")
        }
        let script = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "run-cluster").path
        let result = try await Subprocess.run(
            .path(FilePath(script)), arguments: Arguments([folder] + listening), output: .discarded,
            error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            let log = try? String(contentsOfFile: folder + "/initdb.log", encoding: .utf8)
            throw NotStarted(
                description: "PostgreSQL hasn't started (make test-deps): \(result.standardError ?? "") \(log ?? "")")
        }
        server = try PostgreSQLServer(Self.settings("postgres", in: folder, port: listening.first))
    }

    /// Makes a database, with our schema or with nothing.
    package func makeDatabase(withSchema: Bool) throws -> String {
        let name = "test_\(names.add(1, ordering: .relaxed).newValue)"
        let template = withSchema ? Self.template : "template1"
        // Its files are copied: written ahead, it takes half as long again.
        try server.run("CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY file_copy")
        return name
    }

    /// Runs a statement on one of its databases.
    package func run(_ statement: String, in database: String, as role: String = owner) throws {
        try PostgreSQLServer(Self.settings(database, in: folder, as: role)).run(statement)
    }

    /// Who owns everything on it; nobody has a password.
    package static let owner = "hue"

    func drop(_ name: String) throws { try server.run("DROP DATABASE \(name) WITH (FORCE)") }

    package func settings(
        _ database: String, connections: Int = 8, as role: String = owner
    ) -> PostgreSQLSettings {
        Self.settings(database, in: folder, connections: connections, as: role)
    }

    /// As a configuration names one of its databases.
    package func address(_ database: String, as role: String = owner) -> String {
        Self.address(database, in: folder, as: role)
    }

    private static func address(
        _ database: String, in folder: String, port: String? = nil, as role: String
    ) -> String {
        "postgres://\(role)@/\(database)?host=\(folder)" + (port.map { "&port=\($0)" } ?? "")
    }

    private static func settings(
        _ database: String, in folder: String, port: String? = nil, connections: Int = 8, as role: String = owner
    ) -> PostgreSQLSettings {
        PostgreSQLSettings(
            connection: address(database, in: folder, port: port, as: role), connections: connections,
            timeouts: .ofTests,
            random: { .random(in: 0 ... .max) })
    }
}

extension PostgreSQLTimeouts {
    /// On a busy machine anything may stand still for seconds: a test that is about a time has a shorter one.
    package static let ofTests = PostgreSQLTimeouts(
        connect: .seconds(60), statement: .seconds(300), lock: .seconds(60), idle: .seconds(300),
        reruns: .seconds(300))
}

extension DatabaseLimits {
    /// The same of whoever waits for a connection, or for a file that another process has locked.
    package static let ofTests = DatabaseLimits(patience: .seconds(300))
}
