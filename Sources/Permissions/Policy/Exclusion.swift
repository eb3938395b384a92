import Identity

/// Roles of which one person can't use two (separation of duties, TCVN 14423 5.6.2.4).
package struct Exclusion: Hashable, Sendable {
    /// The name of the rule, a `Slug`.
    package let id: String
    package let name: Bilingual
    package let extent: Extent
    /// Two roles or more.
    package let roles: Set<RoleID>

    package init(id: String, name: Bilingual, extent: Extent, roles: Set<RoleID>) {
        self.id = id
        self.name = name
        self.extent = extent
        self.roles = roles
    }

    package enum Extent: Hashable, Sendable {
        /// Never two of them held at one unit: while they meet there, neither gives anything there.
        case unit
        /// Never two of them used in one session: the first that is used shuts the others out.
        case session
    }
}
