import Directory
import Identity

/// Why an administrator may not give, or take back, a grant. Of several reasons the one that is nearest to
/// success.
package enum DelegationRefusal: Error, Hashable, Sendable {
    /// The grant says that somebody else gives it.
    case notInTheNameOfTheGiver
    case unknownRole(RoleID)
    case unknownUnit(UnitID)
    case unknownKind(UnitKind)
    /// Each one's own unit is only there for everyone of a kind of unit.
    case hasNoOwnUnit
    /// To the giver, to a post of the giver, or a denial of the giver's own that it would lift.
    case toItself
    /// Everyone of a kind of unit, or citizens: the giver would be among them, or could be.
    case subjectTooWide
    case startsInThePast
    /// The role makes no sense on the kind of the one unit that the grant is for.
    case roleMakesNoSenseThere(UnitKind)
    /// The giver administers nothing now.
    case administersNothing
    /// Nothing that the giver holds administers this role.
    case roleNotAdministered(RoleID)
    /// The policy doesn't let administrators of such units hand the role out.
    case notDelegableThere(RoleID)
    /// The grant reaches further than the giver's administration.
    case reachesBeyond(own: GrantID)
    /// A denial takes the giver's administration away somewhere that the act reaches, or some time that it lasts: the
    /// giver's, or that of whom they stand in for.
    case denied(own: GrantID, by: GrantID)
    /// The same, by another role that excludes the administering one.
    case excluded(own: GrantID)
    /// The giver may hand the role out, but may deny nothing.
    case mayNotDeny(own: GrantID)
    /// The grant would outlast the right of the giver, which ends then.
    case outlasts(own: GrantID, until: Instant)
    /// It is the right of somebody for whom the giver stands in, and what is given would be theirs.
    case toThePrincipal(PersonID)
    /// The person would hold roles at one unit that exclude each other.
    case wouldMeetExcluded(PersonID)
    /// A stand-in is given by `Delegation.standIn`.
    case isAStandIn
    case isNoStandIn
    /// The person who would stand in gave the right, and so would give it to themselves.
    case gaveItThemselves
    /// The giver doesn't hold what the other is to stand in for.
    case notHeld(GrantID)
    /// The policy allows no standing in for the role, or not for so long.
    case noStandIn(maximumDays: Int)
}
