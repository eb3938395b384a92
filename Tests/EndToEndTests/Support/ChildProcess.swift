import Foundation
import Subprocess
import SystemPackage

/// A program that runs beside a test: what it prints comes as it is printed, what it writes to standard error goes
/// to a log file. Whoever starts it stops it. One that runs to its end by itself is a `ProgramRun`.
final class ChildProcess: Sendable {
    struct Ended: Error, CustomStringConvertible {
        let description: String
    }

    private let name: String
    private let life: Task<TerminationStatus, any Error>
    private let pieces: AsyncStream<Data>
    private let lines: AsyncStream<String>.Continuation
    private let signals: AsyncStream<Signal>.Continuation
    /// What it wrote to standard error.
    let log: URL

    /// - Parameter folder: where it runs; in the test's own working directory, if it isn't said.
    init(
        _ program: URL, _ arguments: [String], environment: [Environment.Key: String?] = [:], in folder: URL? = nil,
        log: URL
    ) throws {
        let errors = try FileDescriptor.open(
            FilePath(log.path), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        let (pieces, printed) = AsyncStream.makeStream(of: Data.self)
        let (input, lines) = AsyncStream.makeStream(of: String.self)
        let (sent, signals) = AsyncStream.makeStream(of: Signal.self)
        var options = PlatformOptions()
        // A group of its own: Apache, when it ends, ends its whole group.
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]
        life = Task { [options] in
            defer { printed.finish() }
            return try await Subprocess.run(
                .path(FilePath(program.path)), arguments: Arguments(arguments),
                environment: .inherit.updating(environment), workingDirectory: folder.map { FilePath($0.path) },
                platformOptions: options, input: .inputWriter, output: .sequence,
                error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
            ) { child in
                async let writing: Void = {
                    for await line in input { _ = try await child.standardInputWriter.write(line + "\n") }
                }()
                async let signalling: Void = {
                    for await signal in sent { try child.send(signal: signal) }
                }()
                for try await piece in child.standardOutput { printed.yield(piece.withUnsafeBytes { Data($0) }) }
                lines.finish()
                signals.finish()
                try await writing
                try await signalling
            }.terminationStatus
        }
        name = program.lastPathComponent
        self.pieces = pieces
        self.lines = lines
        self.signals = signals
        self.log = log
    }

    /// The last lines of standard error.
    var logTail: String {
        let text = (try? String(decoding: Data(contentsOf: log), as: UTF8.self)) ?? ""
        return text.split(separator: "\n").suffix(15).map { $0.prefix(300) }.joined(separator: "\n")
    }

    /// Reads standard output until `parse` gets something out of all that has come since the last reading.
    func read<Result>(until parse: (Data) -> Result?) async throws -> Result {
        var printed = Data()
        for await piece in pieces {
            printed += piece
            if let result = parse(printed) { return result }
        }
        throw Ended(
            description: """
                \(name) ended early (\(await life.result)); it printed:
                \(String(decoding: printed, as: UTF8.self))
                and to standard error:
                \(logTail)
                """)
    }

    /// Reads one JSON value that takes up the whole of standard output since the last reading.
    func readJSON<Value: Decodable>(_ type: Value.Type) async throws -> Value {
        try await read { try? JSONDecoder().decode(type, from: $0) }
    }

    func write(line: String) { lines.yield(line) }

    func send(_ signal: Signal) { signals.yield(signal) }

    /// How it ended, once it has.
    var end: TerminationStatus {
        get async throws { try await life.value }
    }

    /// Asks it to end, and ends it by force when it hasn't after ten seconds.
    func stop() async {
        life.cancel()
        _ = await life.result
    }
}
