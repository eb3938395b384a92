/// How much a plan may change without a person who approves it.
package struct SyncLimits: Hashable, Sendable {
    package var unitsRemoved = Share.percent5
    package var peopleRemoved = Share.percent5
    /// So many are always free, whatever share of a small source they are.
    package var atLeast = 3
    /// Removals of so long are counted together: a server that loses people one by one is held too.
    package var within = Duration.seconds(86_400)
    package var unitsChanged = Share.percent20
    package var peopleMoved = Share.percent20
    package var isolated = Share.percent5
    /// So many known numbers may change.
    package var renumbered = 0

    package init() {}
}

/// A part of a whole, in percent.
package struct Share: Hashable, Sendable {
    package let percent: Int

    /// `nil` for less than nothing and more than all.
    package init?(percent: Int) {
        guard (0...100).contains(percent) else { return nil }
        self.percent = percent
    }

    /// Reads `5%`.
    package init?(_ text: String) {
        guard text.hasSuffix("%"), text.dropLast().allSatisfy({ ("0"..."9").contains($0) }),
            let percent = Int(text.dropLast())
        else { return nil }
        self.init(percent: percent)
    }

    /// Whether so many of so many are more than this part.
    package func isExceeded(by count: Int, of whole: Int) -> Bool { count * 100 > whole * percent }

    static let percent5 = Share(known: 5)
    static let percent20 = Share(known: 20)

    private init(known percent: Int) { self.percent = percent }
}
