import BenchmarkSupport
import Foundation

/// The table at the end.
struct Report {
    let signatures: SignatureCosts
    private var lines: [(name: String, value: String, note: String)] = []

    /// What is too much, of what can't be noise.
    private(set) var excesses: [String] = []

    private let isBounded: Bool
    /// CPU milliseconds by the operation's name; and those of the database that this one is compared with.
    private var costs: [String: Double] = [:]
    private let otherCosts: [String: Double]

    /// - Parameters:
    ///   - title: the database.
    ///   - isBounded: whether the bounds of the operations are this database's.
    ///   - other: SQLite's, which this database is to cost at most twice as much as.
    init(_ title: String, isBounded: Bool, signatures: SignatureCosts, comparedWith other: Report? = nil) {
        self.signatures = signatures
        self.isBounded = isBounded
        otherCosts = other?.costs ?? [:]
        line(title, "")
        line("S, one ES256 signature", Self.milliseconds(signatures.es256.sign), "openssl speed")
        line("V, one ES256 verification", Self.milliseconds(signatures.es256.verify), "openssl speed")
        line("one RS256 signature (3072 bits)", Self.milliseconds(signatures.rs256.sign), "openssl speed")
    }

    /// An operation of the table: its ratio to what it is compared with, and the counts.
    mutating func line(_ operation: Operation, _ cost: OperationCost) {
        var note = String(
            format: "; %.0f allocations, %.2f writes, %.2f syncs", cost.allocations, cost.writes, cost.syncs)
        note += cost.futexes.map { String(format: ", %.2f futexes", $0) } ?? ", futexes not counted (perf, root)"
        line(operation, cpu: cost.cpu, note)
        if isBounded { excesses += operation.excesses(of: cost) }
    }

    /// The same where nothing was counted.
    /// - Parameter cpu: milliseconds.
    mutating func line(_ operation: Operation, cpu: Double, _ counts: String = "") {
        let unit = operation.unit == .signature ? signatures.es256.sign : signatures.es256.verify
        var note = String(format: "%5.1f \(operation.unit.rawValue)", cpu / unit)
        note += operation.toReach.map { String(format: " (to reach: %.1f)", $0) } ?? ""
        note += otherCosts[operation.name].map { String(format: "; %.1f of SQLite's (to reach: 2)", cpu / $0) } ?? ""
        costs[operation.name] = cpu
        line(operation.name, Self.milliseconds(cpu), note + counts)
    }

    /// - Parameter cpu: milliseconds of one request with many questions.
    mutating func questions(cpu: Double, _ counts: String = "") {
        let perSecond = Int(1000 / cpu * Double(PlatformQuestions.atATime))
        line("decisions per second and core", String(perSecond), "to reach: 250000" + counts)
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
