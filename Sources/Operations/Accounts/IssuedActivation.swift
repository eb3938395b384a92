import Accounts
import Cryptography
import Identity

/// An activation code to be handed to the holder of an account, and until when it is good. Only its hash is kept.
package struct IssuedActivation: Sendable {
    package let code: ActivationCode
    let kept: PendingActivation

    package var until: Instant { kept.until }

    init(random: any RandomSource, at now: Instant) {
        code = ActivationCode(random: random)
        kept = PendingActivation(code, at: now)
    }
}
