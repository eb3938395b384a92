/// A way in which the simulation fails on demand, so that a relying party can be shown each of them.
///
/// The raw value is what `POST /simulation/faults` takes. That a JSON body at the token endpoint is answered
/// with 415 is no fault: VNeID always does that, and so does the simulation.
package enum Fault: String, Hashable, Sendable, CaseIterable {
    /// Whatever the person presses on the consent page counts as a refusal.
    case refusedByCitizen = "refused-by-citizen"
    /// The consent's 300 s are over by the time the person presses.
    case consentExpired = "consent-expired"
    /// The ID token and UserInfo say level 1 for the account (`IAL`) and for the login (`loAs`), whatever was
    /// asked.
    case levelTooLow = "level-too-low"
    /// Right or wrong, the sign-in ends with the notice that the account is locked.
    case accountLocked = "account-locked"
    /// The token endpoint treats the code as one that was used before.
    case replayedCode = "replayed-code"
    /// The token and UserInfo endpoints answer 401: the caller's address isn't on the allow-list.
    case addressNotAllowed = "address-not-allowed"
    /// The ID token's signature is by no key in the JWK set.
    case wrongSignature = "wrong-signature"
    case wrongIssuer = "wrong-issuer"
    case wrongNonce = "wrong-nonce"
    case wrongAudience = "wrong-audience"
    /// The ID token doesn't say whom it is about.
    case noSubject = "no-subject"
    /// The ID token doesn't say when the person signed in.
    case noAuthTime = "no-auth-time"
    /// The session that the portal keeps answers, whatever `prompt` and `max_age` ask for. Without one, nothing happens.
    case freshnessIgnored = "freshness-ignored"
    /// The answer in the browser says that it is another provider's (RFC 9207).
    case foreignAnswer = "foreign-answer"
    /// The next answer of the profile `quirks` comes in an envelope that opens to nothing.
    case corruptEnvelope = "corrupt-envelope"
    /// The next answer of the profile `quirks` comes without an envelope.
    case plainAnswer = "plain-answer"
    /// Requests are held until `Faults.release()` or `Faults.clear()`; nothing is timed.
    case slow
    /// Every request is answered with 503.
    case down
    /// At once: a new key signs, and the old one is gone from the JWK set. Nothing stays in effect.
    case keysRotated = "keys-rotated"
}
