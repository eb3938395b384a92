import Directory
import Identity

/// A decision with its reasons, for people: the grant that decided, and the whole way from it to the function
/// at the unit; or what comes nearest to permitting.
package struct Explanation: Hashable, Sendable {
    package let question: Question
    package let decision: Decision
    /// The grant that permits or denies; `nil` when none does.
    package let chain: GrantChain?
    /// On a denial for want of a grant: the nearest thing that is missing.
    package let nearest: NearMiss?

    package init(question: Question, decision: Decision, chain: GrantChain?, nearest: NearMiss?) {
        self.question = question
        self.decision = decision
        self.chain = chain
        self.nearest = nearest
    }
}

extension Explanation {
    /// The people whom its reasons name.
    package var people: [PersonID] {
        guard let chain else { return [] }
        if case .standIn(let principal, _) = chain.through { return [chain.grantedBy, principal].compactMap { $0 } }
        return [chain.grantedBy].compactMap { $0 }
    }
}

/// One grant, and how it comes to be about somebody, a function and a unit.
package struct GrantChain: Hashable, Sendable {
    package let grant: GrantID
    /// Who answers for the grant; `nil` for the operators of the installation.
    package let grantedBy: PersonID?
    package let period: Period
    package let through: HowHeld
    /// From the role that was granted, by what includes what, to the one that names the function.
    package let roles: [RoleID]
    /// From what that role names, a group perhaps, down to the function.
    package let functions: [FunctionID]
    /// From the anchor of the grant down to the unit.
    package let units: [UnitID]

    package init(
        grant: GrantID,
        grantedBy: PersonID?,
        period: Period,
        through: HowHeld,
        roles: [RoleID],
        functions: [FunctionID],
        units: [UnitID]
    ) {
        self.grant = grant
        self.grantedBy = grantedBy
        self.period = period
        self.through = through
        self.roles = roles
        self.functions = functions
        self.units = units
    }
}

/// What comes nearest to permitting, in this order.
package enum NearMiss: Hashable, Sendable {
    /// The grant was there, or will be: now isn't in this period of it, or of the post through which it
    /// comes.
    case notAtThisTime(GrantID, period: Period)
    /// The grant is in person, and the person is in no post now.
    case inNoPost(GrantID)
    /// The person may, in another capacity.
    case otherPersona(Persona, GrantID)
    /// The grant gives the function, but at units elsewhere in the tree.
    case elsewhere(GrantID, anchor: UnitID, steps: Int)
    /// The grant is about this unit and the function, but its role makes no sense on units of this kind.
    case notOnThisKind(GrantID, role: RoleID, kind: UnitKind?)
    /// No grant to the person gives the function: these roles would, here.
    case needsRole([RoleID])
}
