/// How many rows one transaction of housekeeping forgets: it begins with few and goes on with as many as take `goal`, by
/// what the last ones took. So the writer is held for less than `limit`, whatever machine, disk and table it is, as long as
/// rows of one table cost alike.
package struct HousekeepingPace: Sendable {
    /// For how long the writer may be held by housekeeping.
    package static let limit = Duration.milliseconds(50)
    /// Half of what is allowed less the commit, which has to reach the disk and isn't measured.
    package static let goal = Duration.milliseconds(20)
    package static let fewest = 5
    package static let most = 500

    /// How many the next transaction forgets.
    package private(set) var rows = fewest

    package init() {}

    /// Learns from a transaction.
    package mutating func took(_ time: Duration, for number: Int) {
        let perRow = time / max(1, number)
        let fitting = perRow > .zero ? Int(min(Self.goal / perRow, Double(Self.most))) : Self.most
        // Not more than twice as many at once: a few rows are a poor measure.
        rows = max(Self.fewest, min(fitting, rows * 2, Self.most))
    }
}
