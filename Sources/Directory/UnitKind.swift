import Identity

/// The kind of a unit, by its short name: `so` (department), `phong` (division), `xa` (rural commune) …
///
/// Which kinds there are, and which may be under which, is for the policy to say (`unit-kinds.yaml`).
package struct UnitKind: Hashable, Sendable, CustomStringConvertible {
    package let slug: String

    /// `nil` unless the text is a `Slug`.
    package init?(_ slug: String) {
        guard Slug.isValid(slug) else { return nil }
        self.slug = slug
    }

    package var description: String { slug }
}
