/// What somebody who has begun to sign in has still to do, before there is a session.
package enum SignInStep: Hashable, Sendable, CaseIterable {
    /// To set a password of their own, in place of the activation code that they came with.
    case choosePassword
    /// To set up a second factor, because the account has none yet.
    case enrolSecondFactor
    /// To show the second factor that the account has.
    case secondFactor
}
