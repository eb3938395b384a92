import Identity

/// A position that a person can hold at a unit, by its short name: `chu-tich`, `truong-phong`, `chuyen-vien`
/// …
package struct Position: Hashable, Sendable, CustomStringConvertible {
    package let slug: String

    /// `nil` unless the text is a `Slug`.
    package init?(_ slug: String) {
        guard Slug.isValid(slug) else { return nil }
        self.slug = slug
    }

    package var description: String { slug }
}
