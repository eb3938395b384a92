import BenchmarkSupport
import Foundation

/// The table at the end.
struct Report {
    let signatures: SignatureCosts
    private var lines: [(name: String, value: String, note: String)] = []

    /// What is too much, of what can't be noise.
    private(set) var excesses: [String] = []

    private let isBounded: Bool

    /// - Parameters:
    ///   - title: the database.
    ///   - isBounded: whether the bounds of the operations are this database's.
    init(_ title: String, isBounded: Bool, signatures: SignatureCosts) {
        self.signatures = signatures
        self.isBounded = isBounded
        line(title, "")
        line("S, one ES256 signature", Self.milliseconds(signatures.es256.sign), "openssl speed")
        line("V, one ES256 verification", Self.milliseconds(signatures.es256.verify), "openssl speed")
        line("one RS256 signature (3072 bits)", Self.milliseconds(signatures.rs256.sign), "openssl speed")
    }

    /// An operation of the table: its ratio to what it is compared with, and the counts.
    mutating func line(_ operation: Operation, _ cost: OperationCost) {
        let unit = operation.unit == .signature ? signatures.es256.sign : signatures.es256.verify
        var note = String(format: "%5.1f \(operation.unit.rawValue)", cost.cpu / unit)
        note += operation.toReach.map { String(format: " (to reach: %.1f)", $0) } ?? ""
        note += String(
            format: "; %.0f allocations, %.2f writes, %.2f syncs", cost.allocations, cost.writes, cost.syncs)
        note += cost.futexes.map { String(format: ", %.2f futexes", $0) } ?? ", futexes not counted (perf, root)"
        line(operation.name, Self.milliseconds(cost.cpu), note)
        if isBounded { excesses += operation.excesses(of: cost) }
    }

    mutating func line(_ name: String, _ value: String, _ note: String = "") {
        lines.append((name, value, note))
    }

    mutating func line(_ name: String, _ cost: OperationCost) {
        line(name, Self.milliseconds(cost.cpu))
    }

    mutating func line(_ housekeeping: HousekeepingCost.Measured) {
        line(
            "housekeeping of \(HousekeepingCost.rows) rows",
            String(
                format: "%.0f rows/s; holds the writer %.1f ms, who writes waits %.1f ms", housekeeping.rowsPerSecond,
                housekeeping.longestHeld, housekeeping.longestWait), "to reach: 50 ms")
    }

    func print() {
        let width = lines.map(\.name.count).max() ?? 0
        for line in lines {
            let name = line.name.padding(toLength: width, withPad: " ", startingAt: 0)
            Swift.print("\(name)  \(line.value)  \(line.note)")
        }
        for excess in excesses { Swift.print("over its bound: \(excess)") }
    }

    static func print(_ costs: [NodesCost]) {
        for cost in costs {
            Swift.print(
                String(
                    format: "%d nodes on one PostgreSQL: a code flow %.3f ms in them, %.3f ms in the database; %.0f/s",
                    cost.nodes, cost.provider, cost.database, cost.perSecond))
        }
    }

    private static func milliseconds(_ value: Double) -> String { String(format: "%.3f ms", value) }
}
