import Directory
import Identity

/// The answer to a `Question`. How it came about is `Explanation`'s to tell.
package enum Decision: Hashable, Sendable {
    case permit(Permit)
    /// The right is there; the session isn't good enough for the function.
    case stepUp(StepUp)
    case deny(DenyReason)

    package var isPermit: Bool {
        if case .permit = self { true } else { false }
    }
}

/// A right that was found: by which grant, and in which role it is used (to be remembered as exercised).
package struct Permit: Hashable, Sendable {
    package let grant: GrantID
    package let role: RoleID

    package init(grant: GrantID, role: RoleID) {
        self.grant = grant
        self.role = role
    }
}

/// What the session lacks; at least one of the three is there. In RFC 9470's terms: `acr_values` and
/// `max_age`.
package struct StepUp: Hashable, Sendable {
    package let identity: IdentityLevel?
    package let authentication: AuthenticationLevel?
    /// How old the sign-in may be at most.
    package let freshness: Duration?

    /// `nil` when nothing is lacking.
    package init?(identity: IdentityLevel?, authentication: AuthenticationLevel?, freshness: Duration?) {
        guard identity != nil || authentication != nil || freshness != nil else { return nil }
        self.identity = identity
        self.authentication = authentication
        self.freshness = freshness
    }
}

/// Why not. Where several reasons hold, the first of these that does.
package enum DenyReason: Hashable, Sendable {
    /// The snapshot doesn't hold at the moment that is asked about.
    case outsideOfSnapshot
    case unknownFunction
    /// Groups aren't exercised, their parts are.
    case groupOfFunctions
    /// There is no such unit at that moment.
    case unknownUnit
    /// A grant that denies.
    case denied(by: GrantID)
    /// A grant would permit, but its role meets another at this unit that excludes it
    /// (`Exclusion.Extent.unit`).
    case excludedAtUnit(grant: GrantID)
    /// A grant would permit, but a role that excludes its role was used in this session.
    case excludedInSession(grant: GrantID)
    /// A stand-in would permit, but the one it stands in for no longer may.
    case principalMayNot(grant: GrantID)
    /// Nothing gives the function here.
    case noGrant
}
