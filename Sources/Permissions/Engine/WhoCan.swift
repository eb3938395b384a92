import Identity

/// Who may use a function at a unit.
package struct WhoCan: Hashable, Sendable {
    /// Members of staff in the order of their ids, each with a right by which they may.
    package let staff: [Holder]
    /// The least identity level from which every citizen may; `nil` when citizens may not.
    package let citizens: IdentityLevel?

    package struct Holder: Hashable, Sendable {
        package let person: PersonID
        package let permit: Permit
    }
}
