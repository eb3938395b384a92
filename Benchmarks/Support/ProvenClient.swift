import Foundation
import JOSE
import Wire

/// A platform that proves who it is and that its tokens are its own by a key: `private_key_jwt` (OpenID Connect Core §9) and
/// DPoP (RFC 9449).
package struct ProvenClient: Sendable {
    package let id = "bench-proven"
    private let issuer: String
    private let key: SigningKey

    init(issuer: String) throws {
        self.issuer = issuer
        key = try .generate(algorithm: .ES256)
    }

    /// Its public keys, as they are registered.
    var keys: JSONObject { JWKSet(keys: [key.publicJWK]).json }

    /// The members of a form that say who asks; each is good once.
    package func assertion() throws -> [(String, String)] {
        let now = Self.now
        let claims: JSONObject = [
            "iss": .string(id), "sub": .string(id), "aud": .string(issuer), "jti": .string(UUID().uuidString),
            "iat": .integer(now), "exp": .integer(now + 60),
        ]
        return [
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", try JWS.sign(payload: JSONWriter.write(claims), key: key)),
        ]
    }

    /// The field `DPoP` of a POST to a path of the provider's; each is good once.
    package func proof(_ path: String) throws -> String {
        var jwk = key.publicJWK.json
        for name in ["use", "alg", "kid"] { jwk[name] = nil }
        let header: JSONObject = ["typ": "dpop+jwt", "alg": "ES256", "jwk": .object(jwk)]
        let claims: JSONObject = [
            "jti": .string(UUID().uuidString), "htm": "POST", "htu": .string(issuer + path),
            "iat": .integer(Self.now),
        ]
        // The one token whose header has its own key in it (RFC 9449 §4.2).
        let input = [header, claims].map { Base64URL.encode(JSONWriter.write($0)) }.joined(separator: ".")
        return input + "." + Base64URL.encode(try key.sign(Array(input.utf8)))
    }

    private static var now: Int64 { Int64(Date.now.timeIntervalSince1970) }
}
