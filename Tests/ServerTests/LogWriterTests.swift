import Glibc
import Identity
import Logging
import Settings
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Server

/// The log is a side channel: whatever becomes of it, nobody waits for it and nothing ends with it.
@Suite struct LogWriterTests {
    private final class Drops: Sendable {
        private let total = Mutex(0)
        var count: Int { total.withLock { $0 } }
        func add(_ count: Int) { total.withLock { $0 += count } }
    }

    private let drops = Drops()

    init() {
        // As NIO does in the server: a write to a pipe without a reader is an error then, and no signal.
        signal(SIGPIPE, SIG_IGN)
    }

    private func writer(_ descriptor: Int32, limit: Int = LogWriter.defaultLimit) -> LogWriter {
        LogWriter(descriptor: descriptor, limit: limit, clock: SetClock()) { [drops] in drops.add($0) }
    }

    private func pipe() throws -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(Glibc.pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    /// All that comes until a text is in it, or the end.
    private func read(_ descriptor: Int32, until text: String) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: bytes, as: UTF8.self).contains(text) {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `lines on a full disk are dropped and counted`() throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let writer = writer(full)
        for _ in 0..<3 { writer.write(Array("a line\n".utf8)) }
        writer.flush()
        #expect(drops.count == 3)
    }

    @Test func `lines whose reader is gone are dropped and counted`() throws {
        let ends = try pipe()
        close(ends.reader)
        defer { close(ends.writer) }
        let writer = writer(ends.writer)
        for _ in 0..<3 { writer.write(Array("a line\n".utf8)) }
        writer.flush()
        #expect(drops.count == 3)
    }

    @Test func `a reader that stalls stalls nobody, and is told later what is missing`() throws {
        let ends = try pipe()
        defer {
            close(ends.reader)
            close(ends.writer)
        }
        let writer = writer(ends.writer, limit: 1000)
        let line = Array((String(repeating: "x", count: 99) + "\n").utf8)
        // Far more than a pipe and the buffer take: this would never end if anybody waited for the reader.
        for _ in 0..<10_000 { writer.write(line) }
        #expect(drops.count > 0)
        let text = read(ends.reader, until: "\"dropped\"")
        #expect(text.contains("lines of the log could not be written"))
    }

    @Test func `a line says its moment with date and zone`() throws {
        let ends = try pipe()
        defer {
            close(ends.reader)
            close(ends.writer)
        }
        let (writer, clock) = (writer(ends.writer), SetClock())
        clock.advance(by: .milliseconds(649))
        let logger = Logger(label: "test") { JSONLogHandler(label: $0, writer: writer, clock: clock) }
        logger.info("said", metadata: ["what": "a \"thing\"\n"])
        let line = read(ends.reader, until: "\n")
        let json = try JSONReader.readObject(Array(line.utf8))
        #expect(json["time"]?.string == clock.now.text)
        #expect(json["time"]?.string?.contains(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.649Z$/) == true)
        #expect(json["message"] == "said" && json["what"] == "a \"thing\"\n" && json["level"] == "info")
    }

    @Test(arguments: [(LimitedLogger.rate, inTenSeconds: 10), (LimitedLogger.rateOfOverload, inTenSeconds: 1)])
    func `what there may be very much of is said so often and no oftener`(rate: Rate, inTenSeconds: Int) throws {
        let (counted, clock) = (Counting(), SetClock())
        let logger = Logger(label: "test") { _ in CountingHandler(counted: counted) }
        let limited = LimitedLogger(logger, clock: clock, rate: rate)
        for _ in 0..<1000 { limited.log(.info, "an error page", metadata: [:]) }
        #expect(counted.lines == rate.burst)
        clock.advance(by: .seconds(10))
        for _ in 0..<1000 { limited.log(.info, "an error page", metadata: [:]) }
        #expect(counted.lines == rate.burst + inTenSeconds)
    }

    private final class Counting: Sendable {
        private let total = Mutex(0)
        var lines: Int { total.withLock { $0 } }
        func add() { total.withLock { $0 += 1 } }
    }

    private struct CountingHandler: LogHandler {
        let counted: Counting
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { counted.add() }
    }
}
