import Directory
import Identity

/// The short name of a role.
package struct RoleID: Hashable, Sendable, CustomStringConvertible {
    package let slug: String

    /// `nil` unless the text is a `Slug`.
    package init?(_ slug: String) {
        guard Slug.isValid(slug) else { return nil }
        self.slug = slug
    }

    package var description: String { slug }
}

/// A named set of functions, as wide as one kind of work (TCVN 14423 5.6.2.3: rights by job title).
package struct Role: Hashable, Sendable {
    package let id: RoleID
    package let name: Bilingual
    /// Functions and groups that the role gives.
    package let functions: [FunctionID]
    /// Roles whose functions it gives too, each on the kinds of unit on which that role makes sense.
    package let includes: [RoleID]
    /// The kinds of unit on which the role makes sense; empty for every kind. Elsewhere it gives nothing,
    /// whatever a grant's reach is.
    package let kinds: Set<UnitKind>
    /// The kinds of unit whose administrators may hand the role out; empty when nobody may.
    package let delegableAt: Set<UnitKind>
    /// Whether, and for how many days at once, the holder may let somebody stand in (giao quyền).
    package let standInDays: Int?
    /// What the holder administers; `nil` for a role that administers nothing.
    package let administration: Administration?
    /// Whether somebody who was given it in person keeps it when they move to another unit.
    package let isKeptOnMove: Bool

    package init(
        id: RoleID,
        name: Bilingual,
        functions: [FunctionID],
        includes: [RoleID] = [],
        kinds: Set<UnitKind> = [],
        delegableAt: Set<UnitKind> = [],
        standInDays: Int? = nil,
        administration: Administration? = nil,
        isKeptOnMove: Bool = false
    ) {
        self.id = id
        self.name = name
        self.functions = functions
        self.includes = includes
        self.kinds = kinds
        self.delegableAt = delegableAt
        self.standInDays = standInDays
        self.administration = administration
        self.isKeptOnMove = isKeptOnMove
    }

    /// What an administrator may do with roles inside the reach of its own grant.
    package struct Administration: Hashable, Sendable {
        /// The roles that the administrator may hand out and take back.
        package let roles: Set<RoleID>
        /// Whether it may also deny them. A denial takes functions away from people whose role comes from
        /// elsewhere, an inspector's for instance, and so isn't for every administrator.
        package let mayDeny: Bool

        package init(roles: Set<RoleID>, mayDeny: Bool = false) {
            self.roles = roles
            self.mayDeny = mayDeny
        }
    }
}
