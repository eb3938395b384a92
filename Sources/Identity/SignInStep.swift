/// A step that a sign-in which has begun still needs before it opens a session.
package enum SignInStep: Hashable, Sendable {
    case choosePassword
    case enrolSecondFactor
    case secondFactor
}
