import Audit
import Identity
import Wire

/// How events leave: a JSON object a line, or CSV.
package enum AuditFormat: String, CaseIterable, Sendable {
    /// JSON Lines (jsonlines.org): UTF-8, an object a line.
    case jsonLines = "jsonl"
    /// RFC 4180, with a line of names first.
    case csv

    /// What stands before the first event.
    var head: [UInt8] {
        switch self {
        case .jsonLines: []
        case .csv: Self.row(RecordedEvent.columns)
        }
    }

    func line(_ event: RecordedEvent) -> [UInt8] {
        switch self {
        case .jsonLines: JSONWriter.write(event.json) + [UInt8(ascii: "\n")]
        case .csv: Self.row(event.cells)
        }
    }

    private static func row(_ cells: [String]) -> [UInt8] {
        Array((cells.map(cell).joined(separator: ",") + "\r\n").utf8)
    }

    /// A spreadsheet takes a cell that begins with one of these for a formula; an apostrophe makes it the text that it
    /// is (OWASP, CSV Injection).
    private static let formulas: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n"]

    private static func cell(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map(formulas.contains) ?? false
        let harmless = isFormula ? "'" + text : text
        guard harmless.unicodeScalars.contains(where: { [",", "\"", "\r", "\n"].contains($0) }) else { return harmless }
        return "\"" + harmless.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

extension RecordedEvent {
    static let columns = [
        "number", "moment", "action", "outcome", "actor", "address", "port", "client", "session", "object",
    ]

    fileprivate var cells: [String] {
        [
            String(number), moment.text, action, outcome, actor, address, port.map { String($0) } ?? "", client ?? "",
            session ?? "", object ?? "",
        ]
    }

    package var json: JSONObject {
        [
            "number": .integer(number), "moment": .string(moment.text), "action": .string(action),
            "outcome": .string(outcome), "actor": .string(actor), "address": .string(address),
            "port": port.map(JSONValue.integer) ?? .null, "client": client.map(JSONValue.string) ?? .null,
            "session": session.map(JSONValue.string) ?? .null, "object": object.map(JSONValue.string) ?? .null,
        ]
    }
}
