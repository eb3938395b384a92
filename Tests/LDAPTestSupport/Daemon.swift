import Foundation
import Subprocess
import SystemPackage

/// A program that runs beside a test until somebody stops it.
final class Daemon: Sendable {
    struct Ended: Error, CustomStringConvertible { let description: String }

    private let life: Task<TerminationStatus, any Error>
    private let output: AsyncStream<String>
    private let signals: AsyncStream<Signal>.Continuation

    init(_ program: String, _ arguments: [String]) {
        let (output, printed) = AsyncStream.makeStream(of: String.self)
        let (sent, signals) = AsyncStream.makeStream(of: Signal.self)
        self.output = output
        self.signals = signals
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]
        life = Task { [options] in
            defer { printed.finish() }
            return try await Subprocess.run(
                .path(FilePath(program)), arguments: Arguments(arguments), platformOptions: options, input: .none,
                output: .sequence, error: .combinedWithOutput
            ) { child in
                async let signalled: Void = {
                    for await signal in sent { try child.send(signal: signal) }
                }()
                for try await piece in child.standardOutput {
                    printed.yield(piece.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
                }
                signals.finish()
                try await signalled
            }.terminationStatus
        }
    }

    /// Reads what it prints until `parse` gets something out of it.
    @discardableResult func wait<Result>(until parse: (String) -> Result?) async throws -> Result {
        var all = ""
        for await piece in output {
            all += piece
            if let result = parse(all) { return result }
        }
        throw Ended(description: "ended early (\(await life.result)), after:\n\(all.suffix(2000))")
    }

    /// Asks it to end, and waits until it has.
    func stop() async {
        life.cancel()
        _ = await life.result
    }

    /// Sends it a signal, sooner or later.
    func signal(_ signal: Signal) { signals.yield(signal) }

    /// Ends it as a power cut would.
    func kill() async {
        signals.yield(.kill)
        _ = await life.result
    }
}

/// Runs a program to its end.
@discardableResult
func runTool(_ program: String, _ arguments: [String], input: String = "") async throws -> String {
    guard FileManager.default.isExecutableFile(atPath: program) else {
        throw Daemon.Ended(description: "\(program) is missing: run `make test-deps`")
    }
    let result = try await Subprocess.run(
        .path(FilePath(program)), arguments: Arguments(arguments), input: .string(input),
        output: .string(limit: 64 << 20), error: .string(limit: 1 << 20))
    guard result.terminationStatus.isSuccess else {
        throw Daemon.Ended(
            description: "\(program) \(arguments) failed: \(result.terminationStatus) \(result.standardError)")
    }
    return result.standardOutput
}

/// Whether somebody accepts connections on a port of loopback.
func isListening(_ port: Int) throws -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Daemon.Ended(description: "no socket") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
