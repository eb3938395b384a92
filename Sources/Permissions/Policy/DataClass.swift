/// The class of data that a function touches, from the least to the most protected.
///
/// Personal and sensitive data as in the Law on personal data protection (91/2025/QH15) and Decree 356/2025.
package enum DataClass: Int, Hashable, Comparable, Sendable, CaseIterable {
    /// Open to everybody.
    case open
    /// For the work of the city's agencies.
    case `internal`
    /// Data of identifiable people.
    case personal
    /// Sensitive personal data.
    case sensitive

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
