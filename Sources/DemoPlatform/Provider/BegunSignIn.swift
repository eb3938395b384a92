import Identity
import Wire

/// A sign-in between "Đăng nhập" and the callback: what must come back, and by whom it was asked.
struct BegunSignIn: Hashable, Sendable {
    let metadata: ProviderMetadata
    let registration: DemoRegistration
    let state: String
    let nonce: String
    /// RFC 7636 §4.1.
    let codeVerifier: String
    let end: Instant
}

/// A person who has signed in: what the provider has told, and what signing out needs.
struct SignedInPerson: Hashable, Sendable {
    let subject: String
    let idTokenClaims: JSONObject
    let userInfo: JSONObject
    /// The ID token as it came, for `id_token_hint`.
    let idToken: String
    let clientID: String
    let endSessionEndpoint: Wire.URI?

    /// What the page greets by: `name` if it was told, else the subject.
    var name: String {
        [userInfo["name"], idTokenClaims["name"]].lazy.compactMap { $0?.string }.first { !$0.isEmpty }
            ?? subject
    }
}
