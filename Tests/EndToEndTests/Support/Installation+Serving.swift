import Foundation
import Subprocess
import SystemPackage

// An installation that is served for a while, or written to past the program.
extension Installation {
    /// What `serve` needs besides the data: an issuer, any free port, and the master key.
    var serving: [Environment.Key: String?] {
        Assumed.masterKeyEnvironment.merging(
            ["HUE_SSO_ISSUER": "http://localhost", "HUE_SSO_LISTEN_PORT": "0"], uniquingKeysWith: { $1 })
    }

    /// Serves for as long as a body runs, which gets the address.
    /// - Parameter folder: where it is started; in the test's own working directory, if it isn't said.
    func serve<Result>(
        _ settings: [Environment.Key: String?] = [:], in folder: URL? = nil, _ body: (String) async throws -> Result
    ) async throws -> Result {
        let process = try start(settings, in: folder)
        do {
            let result = try await body("http://127.0.0.1:\(try await process.listeningPort())")
            await process.stop()
            try FileManager.default.removeItem(at: process.log)
            return result
        } catch {
            await process.stop()
            throw error
        }
    }

    /// Serves until the server ends by itself, which `body` brings about.
    /// - Returns: its exit code; `nil` where a signal has ended it.
    func served(_ body: (String) async throws -> Void) async throws -> Int32? {
        let process = try start()
        do {
            try await body("http://127.0.0.1:\(try await process.listeningPort())")
            let end = try await process.end
            try FileManager.default.removeItem(at: process.log)
            return if case .exited(let code) = end { code } else { nil }
        } catch {
            await process.stop()
            throw error
        }
    }

    private func start(
        _ settings: [Environment.Key: String?] = [:], in folder: URL? = nil
    ) throws -> ChildProcess {
        try ChildProcess(
            Installed.program("hue-sso"), ["serve"] + Assumed.on(data), environment: serving.merging(settings) { $1 },
            in: folder,
            log: FileManager.default.temporaryDirectory.appendingPathComponent("serve-\(UUID().uuidString).log"))
    }

    /// Changes the records past the program.
    func execute(_ statement: String) async throws {
        let script = """
            import sqlite3, sys
            connection = sqlite3.connect(sys.argv[1])
            connection.executescript(sys.argv[2])
            connection.commit()
            """
        try await python(script, [statement])
    }

    /// Puts the keys where versions before had them, a file for each in a folder, and out of the records.
    /// - Returns: the folder.
    func keysAsFiles() async throws -> URL {
        let script = """
            import os, sqlite3, sys
            os.umask(0o077)
            os.makedirs(sys.argv[2], exist_ok=True)
            connection = sqlite3.connect(sys.argv[1])
            for name, content in connection.execute("SELECT name, content FROM key_documents"):
                with open(os.path.join(sys.argv[2], name), "w") as file: file.write(content)
            connection.execute("DELETE FROM key_documents")
            connection.commit()
            """
        let folder = data.appendingPathComponent("Keys")
        try await python(script, [folder.path])
        return folder
    }

    /// Runs a command while another process has begun to write, and has not ended.
    func whileWriting(_ arguments: [String]) async throws -> ProgramRun {
        let script = """
            import json, sqlite3, subprocess, sys
            connection = sqlite3.connect(sys.argv[1], isolation_level=None)
            connection.execute("CREATE TABLE IF NOT EXISTS writers (n)")
            # Something stands in the log that is written ahead, as beside any server: else whoever opens begins it.
            connection.execute("INSERT INTO writers VALUES (0)")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO writers VALUES (1)")
            run = subprocess.run(sys.argv[2:], capture_output=True, text=True)
            connection.execute("ROLLBACK")
            print(run.stdout, run.stderr)
            sys.exit(run.returncode)
            """
        return try await ProgramRun(
            of: Installed.python(),
            ["-c", script, database.path, Installed.program("hue-sso").path] + arguments + Assumed.on(data))
    }

    var database: URL { data.appendingPathComponent("hue-sso.sqlite") }

    private func python(_ script: String, _ arguments: [String]) async throws {
        let run = try await ProgramRun(of: Installed.python(), ["-c", script, database.path] + arguments)
        guard run.code == 0 else { throw Nothing(description: "\(run)") }
    }
}

extension ChildProcess {
    /// Where a server listens: it prints its issuer and, in brackets, the port.
    func listeningPort() async throws -> Int {
        try await read { printed in
            let text = String(decoding: printed, as: UTF8.self)
            return text.hasSuffix(")\n") ? Int(text.dropLast(2).split(separator: ":").last ?? "") : nil
        }
    }
}
