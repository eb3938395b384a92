import Directory

/// Something in the records that the engine can't use. It gives nothing; an administrator should mend it.
package struct GrantProblem: Hashable, Sendable {
    package let grant: GrantID
    package let fault: Fault

    package init(_ grant: GrantID, _ fault: Fault) {
        self.grant = grant
        self.fault = fault
    }

    package enum Fault: Error, Hashable, Sendable {
        case unknownRole(RoleID)
        case unknownKind(UnitKind)
        /// `Reach.Anchor.ownUnit` for a subject that has none.
        case noOwnUnit
        /// The grant that it stands in for isn't there, is itself a stand-in or a denial, was given to nobody
        /// in particular, has another role or reach, or the two never hold together.
        case standsInForNothing
        /// A stand-in without an end, or that denies, or for somebody who isn't one person, or for oneself.
        case notAStandIn
    }
}
