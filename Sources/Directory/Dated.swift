/// Something that is true of the city for a time only: a unit's place, a person's post, a grant, a policy.
package protocol Dated {
    /// When it is true (valid time), whenever we learned of it.
    var period: Period { get set }
}
