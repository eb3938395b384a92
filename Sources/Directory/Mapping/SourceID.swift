import Identity

/// A source of units and staff, by its short name. It's part of every key: two sources never meet in one `entryUUID`.
package struct SourceID: Hashable, Sendable, CustomStringConvertible {
    package let slug: String

    /// `nil` unless the text is a `Slug`.
    package init?(_ slug: String) {
        guard Slug.isValid(slug) else { return nil }
        self.slug = slug
    }

    /// The source that a client is by its own word; no directory may have a name that begins so.
    package static func provisioned(by client: String) -> SourceID? { SourceID(provisionedPrefix + client) }

    package static let provisionedPrefix = "scim-"

    package var isProvisioned: Bool { slug.utf8.starts(with: Self.provisionedPrefix.utf8) }

    package var description: String { slug }
}
