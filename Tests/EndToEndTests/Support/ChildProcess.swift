import Foundation

/// A program that a test has started: what it prints is read through a pipe, what it writes to standard error
/// goes to a log file. Whoever starts it stops it.
final class ChildProcess: Sendable {
    struct Ended: Error, CustomStringConvertible {
        let description: String
    }

    private let process: Process
    private let input = Pipe()
    private let output = Pipe()
    private let exit: Task<Int32, Never>
    /// What it wrote to standard error.
    let log: URL

    init(
        _ program: URL, _ arguments: [String], environment: [String: String] = [:], log: URL
    ) throws {
        try Data().write(to: log)
        let (exits, ended) = AsyncStream.makeStream(of: Int32.self)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        let errors = try FileHandle(forWritingTo: log)
        // The child has its own; what isn't closed here stays open as long as the tests run.
        defer { try? errors.close() }
        process.standardError = errors
        process.terminationHandler = { process in
            ended.yield(process.terminationStatus)
            ended.finish()
        }
        try ChildProcess.withoutBlockedSignals { try process.run() }
        self.process = process
        self.log = log
        self.exit = Task { await exits.first { _ in true } ?? -1 }
    }

    /// A child inherits the signals that its maker's thread blocks, and the threads that tests run on block all:
    /// without this no child would ever hear that it is to end.
    private static func withoutBlockedSignals(_ run: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }

    /// The exit code, when it has ended.
    var exitCode: Int32 {
        get async { await exit.value }
    }

    /// The last lines of standard error.
    var logTail: String {
        let text = (try? String(decoding: Data(contentsOf: log), as: UTF8.self)) ?? ""
        return text.split(separator: "\n").suffix(15).map { $0.prefix(300) }.joined(separator: "\n")
    }

    /// The next piece of standard output; empty at its end.
    private func read() async -> Data {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [output] in
                continuation.resume(returning: output.fileHandleForReading.availableData)
            }
        }
    }

    /// Reads standard output until `parse` gets something out of all that has come so far.
    func read<Result>(until parse: (Data) -> Result?) async throws -> Result {
        var printed = Data()
        while true {
            let piece = await read()
            printed += piece
            if let result = parse(printed) { return result }
            if piece.isEmpty {
                throw Ended(
                    description: """
                        \(process.executableURL?.lastPathComponent ?? "program") ended early; it printed:
                        \(String(decoding: printed, as: UTF8.self))
                        and to standard error:
                        \(logTail)
                        """)
            }
        }
    }

    func readToEnd() async -> Data {
        var printed = Data()
        while true {
            let piece = await read()
            if piece.isEmpty {
                try? output.fileHandleForReading.close()
                return printed
            }
            printed += piece
        }
    }

    /// Reads one JSON value that takes up the whole of standard output so far.
    func readJSON<Value: Decodable>(_ type: Value.Type) async throws -> Value {
        try await read { try? JSONDecoder().decode(type, from: $0) }
    }

    /// Lets it print on without being read.
    func drain() {
        output.fileHandleForReading.readabilityHandler = { handle in
            if handle.availableData.isEmpty { handle.readabilityHandler = nil }
        }
    }

    func write(line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    func closeInput() throws {
        try input.fileHandleForWriting.close()
    }

    /// Asks it to end, and ends it by force when it hasn't after ten seconds.
    func stop() async {
        guard process.isRunning else { return }
        process.terminate()
        let identifier = process.processIdentifier
        let force = Task {
            try await Task.sleep(for: .seconds(10))
            kill(identifier, SIGKILL)
        }
        _ = await exit.value
        force.cancel()
    }
}
