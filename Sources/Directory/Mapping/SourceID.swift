import Identity

/// A source of units and staff, by its short name. It's part of every key: two sources never meet in one `entryUUID`.
package struct SourceID: Hashable, Sendable, CustomStringConvertible {
    package let slug: String

    /// `nil` unless the text is a `Slug`.
    package init?(_ slug: String) {
        guard Slug.isValid(slug) else { return nil }
        self.slug = slug
    }

    package var description: String { slug }
}
