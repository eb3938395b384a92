import Foundation

/// How often a process calls futex(2), which is when a lock makes somebody wait, by perf(1). The C library calls it from
/// within, past what is put before that library.
struct FutexCalls {
    private let perf = Process()
    private let input = Pipe()
    private let echo = Pipe()
    private let report = Pipe()

    /// Counts from now on.
    /// - Returns: `nil` where perf isn't there, or the kernel doesn't let us.
    static func begin(of process: Int32) -> FutexCalls? {
        let calls = FutexCalls()
        calls.perf.executableURL = URL(filePath: "/usr/bin/perf")
        // It counts for as long as the command runs, which it starts when it has found all threads.
        calls.perf.arguments = [
            "stat", "--event", "syscalls:sys_enter_futex", "--pid", String(process), "--field-separator", ",", "cat",
        ]
        calls.perf.standardInput = calls.input
        calls.perf.standardOutput = calls.echo
        calls.perf.standardError = calls.report
        guard (try? calls.perf.run()) != nil, (try? calls.input.fileHandleForWriting.write(contentsOf: [10])) != nil,
            !calls.echo.fileHandleForReading.availableData.isEmpty
        else { return nil }
        return calls
    }

    /// - Returns: how many there were since then.
    func end() throws -> Int? {
        try input.fileHandleForWriting.close()
        let text = String(decoding: report.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        perf.waitUntilExit()
        return text.split(separator: "\n").first { $0.contains("sys_enter_futex") }?.split(separator: ",").first
            .flatMap { Int($0) }
    }
}
