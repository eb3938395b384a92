import Identity

/// What an administrator hands to the holder of an account that is new, or was reset: a code of 100 random bits, typed
/// once in place of the password that nobody has chosen yet (`XXXXX-XXXXX-XXXXX-XXXXX`). So no administrator ever knows
/// a password.
package typealias ActivationCode = WrittenCode<ActivationCodeKind>

package enum ActivationCodeKind: WrittenCodeKind {
    package static let name = "activation-code"
    package static let length = 20
    package static let groupLength = 5
}

extension WrittenCode<ActivationCodeKind> {
    /// How long it is good, from when it was made.
    package static var lifetime: Duration { .hours(7 * 24) }
}
