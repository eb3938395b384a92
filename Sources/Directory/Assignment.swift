import Identity

/// A person in a post, for a time. One person can have several at once, at one unit or at many.
package struct Assignment: Dated, Hashable, Sendable {
    package let person: PersonID
    package let post: Post
    package var period: Period
    /// The directory that began it; `nil` where somebody did, by hand. Each ends only what is its own.
    package let origin: SourceID?

    package init(person: PersonID, post: Post, period: Period, origin: SourceID? = nil) {
        self.person = person
        self.post = post
        self.period = period
        self.origin = origin
    }

    /// Whether a directory began it, and so may end it.
    package func isBegun(by source: SourceID) -> Bool { origin == source }
}
