import CoreMetrics
import Glibc
import Logging
import Server

/// Starts the log of a server: JSON lines on standard error, written by a thread of their own. Metrics are to be set up
/// before: lines that are dropped are counted there.
/// - Returns: what writes the lines; it is to be flushed before the process ends.
func startLog(level: Logger.Level = .info) -> LogWriter {
    let dropped = Counter(label: "hue_sso_log_lines_dropped")
    let clock = SystemWallClock()
    let writer = LogWriter(descriptor: STDERR_FILENO, clock: clock) { dropped.increment(by: $0) }
    LoggingSystem.bootstrap { JSONLogHandler(label: $0, writer: writer, clock: clock, level: level) }
    return writer
}
