import Cryptography
import Identity
import JOSE
import Wire

/// How we are registered at an OpenID Provider.
struct OpenIDRegistration: Sendable {
    let issuer: String
    let clientID: String
    let authentication: UpstreamAuthentication
    let redirectURI: String
    /// `openid` first.
    let scopes: [String]
}

/// How we prove there to be ourselves (OpenID Connect Core §9).
package enum UpstreamAuthentication: Sendable {
    /// By a secret in the form (`client_secret_post`).
    case secretByPost(String)
    /// By a secret in the way that the party publishes; `client_secret_basic` where it says nothing (Discovery §3).
    case secret(String)
    /// By a key (`private_key_jwt`, RFC 7523 §3).
    case key(SigningKey)
}

extension OpenIDRegistration {
    /// What proves in a token request that it is ours.
    /// - Parameter acceptsBasic: whether the party takes secrets by Basic.
    func proof(
        for login: UpstreamLogin, acceptsBasic: Bool, at now: Instant
    ) throws(FederationError) -> (headers: [(String, String)], form: [(String, String)]) {
        switch authentication {
        case .secret(let secret) where acceptsBasic:
            // Form-encoded before Basic puts them together (RFC 6749 §2.3.1).
            func encoded(_ text: String) -> String { String(FormParameters([("", text)]).encoded().dropFirst()) }
            let pair = Base64.encode(Array("\(encoded(clientID)):\(encoded(secret))".utf8))
            return ([("Authorization", "Basic \(pair)")], [])
        case .secret(let secret), .secretByPost(let secret):
            return ([], [("client_id", clientID), ("client_secret", secret)])
        case .key(let key):
            let assertion = [
                ("client_id", clientID),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", try self.assertion(by: key, for: login, at: now)),
            ]
            return ([], assertion)
        }
    }

    /// A JWT for one token request. It is for the issuer by its name, never for an address that the party publishes: what one
    /// party publishes could be another's address. Its `jti` is the login's, which has one such request.
    private func assertion(
        by key: SigningKey, for login: UpstreamLogin, at now: Instant
    ) throws(FederationError) -> String {
        let claims: JSONObject = [
            "iss": .string(clientID), "sub": .string(clientID), "aud": .string(issuer),
            "jti": .string(login.stateHash), "iat": .integer(now.secondsSince1970),
            "exp": .integer((now + .minutes(1)).secondsSince1970),
        ]
        // A key that was read signs, but for a fault of this machine: nothing that the party is to blame for.
        do { return try JWS.sign(payload: JSONWriter.write(claims), type: "JWT", key: key) } catch {
            throw .unavailable
        }
    }
}
