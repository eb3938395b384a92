import Directory
import Identity

/// One thing that is wrong with a policy, and where.
package struct PolicyProblem: Hashable, Sendable {
    package let place: PolicyPlace
    /// What of it; `nil` for the whole.
    package let part: PolicyPart?
    package let fault: PolicyFault

    package init(_ place: PolicyPlace, part: PolicyPart? = nil, _ fault: PolicyFault) {
        self.place = place
        self.part = part
        self.fault = fault
    }
}

/// Everything that is wrong with a policy; never empty when it is thrown.
package struct PolicyProblems: Error, Hashable, Sendable {
    package let all: [PolicyProblem]

    package init(_ all: [PolicyProblem]) { self.all = all }
}

/// The part of a policy that a problem is about. The reader of the files knows the file and line of each.
package enum PolicyPlace: Hashable, Sendable {
    case platform(PlatformID)
    case function(FunctionID)
    case kind(UnitKind)
    case position(Position)
    case role(RoleID)
    case exclusion(String)
    case service(ServiceID)
}

/// What within such a part a problem is about: a name in one of its lists, a whole list, or a value.
package enum PolicyPart: Hashable, Sendable {
    case function(FunctionID)
    case included(RoleID)
    case administered(RoleID)
    case excluded(RoleID)
    /// A role of a service.
    case held(RoleID)
    /// Of a role, a kind on which it makes sense; of a kind, one under which it stands.
    case kind(UnitKind)
    case delegableAt(UnitKind)
    case standInDays
    case excludedRoles
    case data
    case authentication
    case freshness
}

/// What can be wrong with a policy whose words are well-formed.
package enum PolicyFault: Hashable, Sendable {
    case definedTwice
    /// More of something than the engine takes: what, and the bound.
    case tooMany(PolicyLimit)
    /// A function whose name doesn't begin with that of its platform or group.
    case outsideOf(String)
    case unknownFunction(FunctionID)
    case unknownRole(RoleID)
    case unknownKind(UnitKind)
    /// The role includes itself, by this way.
    case includesItself([RoleID])
    /// The role gives and administers nothing.
    case empty
    /// The data of the function asks for a stronger sign-in than the function does.
    case tierTooLow(DataClass, least: AuthenticationLevel)
    /// Shorter than a minute or longer than a working day.
    case freshnessOutOfRange
    /// A stand-in of no days, or of more than 90.
    case standInOutOfRange
    case exclusionNeedsTwoRoles
    /// The role or the service, with what it includes, holds two roles that the named rule keeps apart.
    case holdsExcluded(RoleID, RoleID, rule: String)
    /// The role may hand out `through`, whose holder may hand out `role`, which the role itself may not
    /// at units of this kind.
    case administersBeyondItself(through: RoleID, role: RoleID, at: UnitKind)
    /// The role may hand out `through`, whose holder may deny `role`, which the role itself may not.
    case deniesBeyondItself(through: RoleID, role: RoleID, at: UnitKind)
    /// A role that administrators may hand out, by their role, can be handed out at no kind of unit.
    case notDelegable(RoleID)
    /// A service has a role whose holders administer: that takes a person who answers for it.
    case serviceAdministers(RoleID)
    case serviceWithoutRoles
}

/// The sizes that a policy is held to, so that a compiled one stays small.
package enum PolicyLimit: Hashable, Sendable, CaseIterable {
    case functions, roles, kinds, positions, exclusions, services

    package var bound: Int {
        switch self {
        case .functions: 4096
        case .roles: 1024
        case .kinds: 64
        case .positions: 1024
        case .exclusions: 256
        case .services: 256
        }
    }
}
