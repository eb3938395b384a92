import Identity

/// One state of the records that decisions rest on. Each transaction that changes them makes the next.
package struct PermissionRevision: Hashable, Comparable, Sendable {
    /// 0 before anything was recorded.
    package let number: Int64
    /// When it was recorded. Of two revisions the later is never the earlier one here, whatever the clocks of the
    /// nodes say.
    package let moment: Instant

    package init(number: Int64, moment: Instant) {
        self.number = number
        self.moment = moment
    }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// The records before anything was in them.
    package static let none = PermissionRevision(number: 0, moment: Instant(millisecondsSince1970: .min))
}
