/// Limits on what SCIM's clients ask (RFC 7644).
extension Limits {
    /// The body of a search (`/.search`, RFC 7644 §3.4.3).
    package static let scimBodyBytes = 32_768

    /// The text of a filter. One that asks for twenty people by name has about 1 KB.
    package static let scimFilterBytes = 4_096

    /// Groupings, negations and value paths in each other. The reader recurses once per level.
    package static let scimFilterDepth = 16

    /// Comparisons in one filter: each is made once per resource.
    package static let scimFilterComparisons = 64

    /// Attributes that one request names to get or to leave out.
    package static let scimSelectedAttributes = 64

    /// Resources on one page, whatever `count` asks for (`filter.maxResults`, RFC 7643 §5).
    package static let scimPageResources = 500

    /// Resources on a page for which no `count` is given.
    package static let scimDefaultPageResources = 100
}
