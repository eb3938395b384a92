import Identity

extension Installation {
    /// A name that nobody has.
    func newPersonID() throws(RandomSourceExhausted) -> PersonID {
        guard let person = PersonID(random: random.bytes(16)) else { throw RandomSourceExhausted() }
        return person
    }
}

/// The random source gave fewer bytes than were asked for.
package struct RandomSourceExhausted: Error, Hashable {}
