import Foundation
import Subprocess
import SystemPackage
import TestSupport

/// A real PostgreSQL and one that follows it, which nothing that was answered is missing from. Gone with this process,
/// however it ends.
struct DatabasePair: Sendable {
    let primary: Int
    let standby: Int
    private let folder: String
    private let script: String

    init() async throws {
        guard FileManager.default.fileExists(atPath: "/usr/lib/postgresql") else {
            throw Installed.Missing(description: "no PostgreSQL: run `apt-get install postgresql`")
        }
        // A socket's path has little room.
        folder = "/tmp/hue-sso-pair-\(UUID().uuidString.prefix(8))"
        script =
            URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("run-pair").path
        (primary, standby) = (try freePort(), try freePort())
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        // Held open until the process ends: that is how the servers know.
        guard mkfifo(folder + "/alive", 0o600) == 0, open(folder + "/alive", O_RDWR | O_CLOEXEC) >= 0 else {
            throw Installed.Missing(description: "no FIFO in \(folder) (error \(errno))")
        }
        try await run("start", String(primary), String(standby))
    }

    /// Ends the first at once, as a power cut does, and has the second take its place.
    func failOver() async throws { try await run("fail-over") }

    private func run(_ arguments: String...) async throws {
        let result = try await Subprocess.run(
            .path(FilePath(script)), arguments: Arguments([folder] + arguments), output: .discarded,
            error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            let log = try? String(contentsOfFile: folder + "/initdb.log", encoding: .utf8)
            throw Installed.Missing(description: "\(arguments): \(result.standardError) \(log ?? "")")
        }
    }
}
