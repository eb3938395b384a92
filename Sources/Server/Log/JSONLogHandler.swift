import Identity
import Logging
import Wire

/// Logs as JSON, a line an event, with the moment by RFC 3339 in UTC. A line can't be forged by what is logged: JSON
/// escapes it (Documentation/PEERS-BUGS.md P69).
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    private let label: String
    private let writer: LogWriter
    private let clock: any WallClock

    package init(label: String, writer: LogWriter, clock: any WallClock, level: Logger.Level = .info) {
        self.label = label
        self.writer = writer
        self.clock = clock
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 })
        writer.write(
            Self.line(
                at: clock.now, level: event.level, label, event.message.description,
                details.map { ($0.key, $0.value.description) }))
    }

    private static func line(
        at moment: Instant, level: Logger.Level, _ label: String, _ message: String, _ details: [(String, String)]
    ) -> [UInt8] {
        var line: JSONObject = [
            "time": .string(moment.text), "level": .string(level.rawValue), "logger": .string(label),
            "message": .string(message),
        ]
        for (key, value) in details { line[key] = .string(value) }
        return JSONWriter.write(line) + [UInt8(ascii: "\n")]
    }
}

extension LogWriter {
    /// A writer that counts what it drops, and says it in the log once lines can be written again.
    /// - Parameter onDrop: is told how many lines were dropped.
    package convenience init(
        descriptor: Int32, limit: Int = LogWriter.defaultLimit, clock: any WallClock,
        onDrop: @escaping @Sendable (Int) -> Void
    ) {
        self.init(descriptor: descriptor, limit: limit, onDrop: onDrop) { dropped in
            JSONLogHandler.notice(dropped, at: clock.now)
        }
    }
}

extension JSONLogHandler {
    /// The line that stands where others are missing.
    fileprivate static func notice(_ dropped: Int, at moment: Instant) -> [UInt8] {
        line(
            at: moment, level: .warning, "hue-sso", "lines of the log could not be written and were dropped",
            [("dropped", "\(dropped)")])
    }
}
