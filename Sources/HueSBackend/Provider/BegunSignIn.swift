import Cryptography
import Identity
import Wire

/// A sign-in between "Đăng nhập" and the callback: what must come back, and to which browser.
struct BegunSignIn: Hashable, Sendable {
    let state: String
    let nonce: String
    /// RFC 7636 §4.1.
    let verifier: String
    /// What a platform asks for besides; the citizen then goes back to what they wanted there.
    let stepUp: StepUp?
    let end: Instant

    init(_ stepUp: StepUp? = nil, random: any RandomSource, at now: Instant) {
        self.stepUp = stepUp
        func secret() -> String { Base64URL.encode(random.bytes(32)) }
        state = secret()
        nonce = secret()
        verifier = secret()
        end = now + HueSLimits.signInLife
    }

    /// Where the browser goes. `offline_access` is what outlives the session, until the citizen ends the device.
    func location(_ metadata: ProviderMetadata, clientID: String, redirectURI: String) -> String {
        var parameters = [
            ("response_type", "code"), ("client_id", clientID), ("redirect_uri", redirectURI),
            ("scope", "openid profile offline_access"), ("state", state), ("nonce", nonce),
            ("code_challenge", Base64URL.encode(SHA2.sha256(Array(verifier.utf8)))),
            ("code_challenge_method", "S256"),
        ]
        // RFC 9470 §4.
        if let contexts = stepUp?.contexts { parameters.append(("acr_values", contexts)) }
        if let maxAge = stepUp?.maxAge { parameters.append(("max_age", String(maxAge))) }
        return metadata.authorizationEndpoint.appending(query: FormParameters(parameters))
    }
}
