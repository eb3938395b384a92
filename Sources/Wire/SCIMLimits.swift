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

    /// The body of what is written. A unit with a thousand members has about 200 KB.
    package static let scimResourceBytes = 1_048_576

    /// Operations of one PATCH.
    package static let scimPatchOperations = 100

    /// Values of one attribute that is written: members of a unit, for the most part.
    package static let scimValues = 5_000

    /// The text of one value.
    package static let scimValueBytes = 1_024
}
