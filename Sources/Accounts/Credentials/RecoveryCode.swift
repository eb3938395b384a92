import Cryptography

/// A way in for the day when the phone with the authenticator app is lost: one of ten codes of 80 random bits, each
/// good once in place of the app's (`XXXX-XXXX-XXXX-XXXX`).
package typealias RecoveryCode = WrittenCode<RecoveryCodeKind>

package enum RecoveryCodeKind: WrittenCodeKind {
    package static let name = "recovery-code"
    package static let length = 16
    package static let groupLength = 4
}

extension WrittenCode<RecoveryCodeKind> {
    /// How many an account is given at once. New ones take the place of all that are left of the old.
    package static var count: Int { 10 }

    /// Fresh codes for one account.
    package static func fresh(random: any RandomSource) -> [RecoveryCode] {
        (0..<count).map { _ in RecoveryCode(random: random) }
    }
}
