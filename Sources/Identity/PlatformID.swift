/// The short name of a platform that signs in through us (Article 7 of the regulation): `gstt`, `bi`, `hue-s`
/// …
package struct PlatformID: Hashable, Sendable, CustomStringConvertible {
    package let slug: String

    /// `nil` unless the text is a `Slug`.
    package init?(_ slug: String) {
        guard Slug.isValid(slug) else { return nil }
        self.slug = slug
    }

    package var description: String { slug }
}
