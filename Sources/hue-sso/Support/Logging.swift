import Foundation
import Logging
import Wire

/// Logs as JSON, a line an event, on standard error. A line can't be forged by what is logged: JSON escapes it
/// (Documentation/PEERS-BUGS.md P69).
struct JSONLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    private let label: String

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line: JSONObject = [
            "time": .string(Date().formatted(.iso8601.time(includingFractionalSeconds: true))),
            "level": .string(event.level.rawValue), "logger": .string(label),
            "message": .string(event.message.description),
        ]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            line[key] = .string(value.description)
        }
        FileHandle.standardError.write(Data(JSONWriter.write(line) + [0x0A]))
    }
}
