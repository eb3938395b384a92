import Foundation
import Synchronization

/// A PostgreSQL for one run, of Debian's package, as it comes: durable, with its own folder, on a Unix socket.
package final class PostgreSQLProcess: Sendable {
    private let process: Mutex<Process>
    private let folder: URL

    /// As a configuration names its database.
    package var address: String { "postgres://hue@/postgres?host=\(folder.path)" }

    package init() throws {
        // A socket's path has little room.
        folder = URL(filePath: "/tmp/hue-sso-bench-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        // PostgreSQL refuses to run as root.
        if getuid() == 0 {
            let chown = try Self.start("/usr/bin/chown", ["postgres", folder.path], folder)
            chown.waitUntilExit()
        }
        let programs = try Self.programs()
        let data = folder.appending(path: "data").path
        let making = try Self.startUnprivileged(
            programs.appending(path: "initdb").path,
            ["-D", data, "-U", "hue", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"], folder)
        making.waitUntilExit()
        guard making.terminationStatus == 0 else { throw BenchmarkError("initdb has failed in \(folder.path)") }
        let server = try Self.startUnprivileged(
            programs.appending(path: "postgres").path, ["-D", data, "-k", folder.path, "-h", ""], folder)
        process = Mutex(server)
        try waitUntilReady(programs)
    }

    /// User and system time of all of its processes that run now, in milliseconds.
    package func cpuMilliseconds() -> Double {
        let main = process.withLock { Int($0.processIdentifier) }
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap(Int.init) ?? []
        return all.reduce(0) { sum, id in
            guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                // Its name stands in parentheses, and may have spaces (proc_pid_stat(5)).
                let fields = stat.split(separator: ")").last?.split(separator: " ").map(String.init),
                fields.count > 12, id == main || Int(fields[1]) == main,
                let user = Double(fields[11]), let system = Double(fields[12])
            else { return sum }
            return sum + (user + system) * 1000 / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
    }

    /// Ends it, and takes its data away.
    package func stop() {
        process.withLock { process in
            // SIGINT: without waiting for whoever is connected. What setpriv has started has its process id.
            process.interrupt()
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(at: folder)
    }

    private func waitUntilReady(_ programs: URL) throws {
        for _ in 0..<600 {
            let asking = try Self.start(
                programs.appending(path: "pg_isready").path, ["-q", "-t", "1", "-h", folder.path], folder)
            asking.waitUntilExit()
            if asking.terminationStatus == 0 { return }
            usleep(50_000)
        }
        throw BenchmarkError("PostgreSQL hasn't started in \(folder.path)")
    }

    /// Where the newest version that is installed has its programs.
    private static func programs() throws -> URL {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        guard let newest = versions.compactMap(Int.init).max() else {
            throw BenchmarkError("there is no PostgreSQL here (Debian: postgresql)")
        }
        return URL(filePath: "/usr/lib/postgresql/\(newest)/bin")
    }

    private static func startUnprivileged(_ program: String, _ arguments: [String], _ folder: URL) throws -> Process {
        guard getuid() == 0 else { return try start(program, arguments, folder) }
        let lower = ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", program]
        return try start("/usr/bin/setpriv", lower + arguments, folder)
    }

    private static func start(_ program: String, _ arguments: [String], _ folder: URL) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
