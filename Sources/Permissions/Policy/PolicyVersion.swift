import Directory
import Identity

/// A policy as it was applied: its files to the letter, in force for a time. What they mean is read elsewhere.
package struct PolicyVersion: Dated, Hashable, Sendable {
    /// 1, 2, 3 … in the order in which they were applied.
    package let number: Int
    /// By name, in the order of the names.
    package let files: [PolicyFile]
    package var period: Period

    package init(number: Int, files: [PolicyFile], period: Period) {
        self.number = number
        self.files = files.sorted { $0.name < $1.name }
        self.period = period
    }
}
