import Foundation

/// The table at the end.
struct Report {
    let signatures: SignatureCosts
    private var lines: [(name: String, value: String, note: String)] = []

    init(signatures: SignatureCosts) {
        self.signatures = signatures
        line("one ES256 signature", Self.milliseconds(signatures.es256), "openssl speed")
        line("one RS256 signature (3072 bits)", Self.milliseconds(signatures.rs256), "openssl speed")
    }

    mutating func line(_ name: String, _ value: String, _ note: String = "") {
        lines.append((name, value, note))
    }

    /// - Parameters:
    ///   - cost: CPU milliseconds of the server per operation.
    ///   - signatures: what of it the signatures cost.
    ///   - toReach: the most that the rest may cost.
    mutating func line(_ name: String, _ cost: Double, signatures: Double = 0, toReach limit: Double? = nil) {
        var note = signatures > 0 ? "beyond its signatures: \(Self.milliseconds(cost - signatures))" : ""
        if let limit { note += (note.isEmpty ? "" : "; ") + "to reach: \(Self.milliseconds(limit))" }
        line(name, Self.milliseconds(cost), note)
    }

    func print() {
        let width = lines.map(\.name.count).max() ?? 0
        for line in lines {
            let name = line.name.padding(toLength: width, withPad: " ", startingAt: 0)
            Swift.print("\(name)  \(line.value)  \(line.note)")
        }
    }

    private static func milliseconds(_ value: Double) -> String { String(format: "%.3f ms", value) }
}
