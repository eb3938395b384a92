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

    private static let starting = Task { try await PostgreSQLCluster() }
    private static let template = "hue_template"

    /// The one of this process; started when it is asked for.
    package static var shared: PostgreSQLCluster { get async throws { try await starting.value } }

    private init() async throws {
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
            .path(FilePath(script)), arguments: [folder], output: .discarded, error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            let log = try? String(contentsOfFile: folder + "/initdb.log", encoding: .utf8)
            throw NotStarted(
                description: "PostgreSQL hasn't started (make test-deps): \(result.standardError ?? "") \(log ?? "")")
        }
        server = try PostgreSQLServer(Self.settings("postgres", in: folder))
        try server.run("CREATE DATABASE \(Self.template)")
        try Database(.server(Self.settings(Self.template, in: folder)), migrations: Schema.migrations).close()
    }

    /// Makes a database, with our schema or with nothing.
    package func makeDatabase(withSchema: Bool) throws -> String {
        let name = "test_\(names.add(1, ordering: .relaxed).newValue)"
        try server.run("CREATE DATABASE \(name) TEMPLATE \(withSchema ? Self.template : "template1")")
        return name
    }

    func drop(_ name: String) throws { try server.run("DROP DATABASE \(name) WITH (FORCE)") }

    package func settings(_ database: String, connections: Int = 8) -> PostgreSQLSettings {
        Self.settings(database, in: folder, connections: connections)
    }

    /// As a configuration names one of its databases.
    package func address(_ database: String) -> String { Self.address(database, in: folder) }

    private static func address(_ database: String, in folder: String) -> String {
        "postgres://hue@/\(database)?host=\(folder)"
    }

    private static func settings(_ database: String, in folder: String, connections: Int = 8) -> PostgreSQLSettings {
        PostgreSQLSettings(
            connection: address(database, in: folder), connections: connections,
            random: { .random(in: 0 ... .max) })
    }
}
