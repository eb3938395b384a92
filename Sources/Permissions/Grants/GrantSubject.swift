import Directory
import Identity

/// Whom a grant is for.
package enum GrantSubject: Hashable, Sendable {
    /// One person, in whatever post they act ("cá nhân tham gia", Article 14.2).
    case person(PersonID)
    /// Whoever is in a post.
    case holders(of: Post)
    /// Whoever is in a post at any unit of a kind.
    case everyone(at: UnitKind)
    /// Citizens whose e-identity is of this level or better, when they act as citizens.
    case citizens(IdentityLevel)
}
