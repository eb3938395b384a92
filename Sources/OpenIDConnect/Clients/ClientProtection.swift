import Wire

/// What protects a client's requests and tokens beyond what all clients have.
package struct ClientProtection: Hashable, Sendable {
    /// The profile that it is held to; `nil` for none.
    package let profile: SecurityProfile?

    package init(profile: SecurityProfile? = nil) {
        self.profile = profile
    }

    /// Whether what others may do in several ways, it may do in one.
    package var isStrict: Bool { profile != nil }
}

/// A set of rules that a client keeps as a whole, and that no other option of its registration weakens.
package enum SecurityProfile: String, Hashable, Sendable, CaseIterable {
    /// FAPI 2.0 Security Profile.
    case fapi2
}
